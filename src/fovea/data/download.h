#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

namespace fovea {

/// How far a download has come. Units    bytes; total is 0 while the server has not told it
struct Transfer {
  std::string url = {};
  std::uint64_t received = 0;
  std::uint64_t total = 0;
};

/// Called as bytes arrive. An exception that it throws ends the download and reaches the caller.
using TransferProgress = std::function<void(const Transfer&)>;

/// Takes the next piece of a file. `total` is 0 when unknown.
using TakePiece = std::function<void(std::string_view piece, std::uint64_t total)>;

/// Fetches a URL and hands over its bytes in order; returns when all were taken.
using Transport = std::function<void(const std::string& url, const TakePiece& take)>;

/// The web, through libcurl: https only, redirects to https only, 30 s to connect, 60 s without a byte.
/// Errors   usage: a URL that is not https; unreadable: everything else (the text says why)
void https_get(const std::string& url, const TakePiece& take);

struct DownloadOptions {
  std::string sha256 = {};                           ///< what the file must be; empty: not checked
  std::uint64_t max_bytes = std::uint64_t{4} << 30;  ///< more is refused
  TransferProgress progress = {};
  Transport transport = https_get;
};

/// Brings a file from the web to `path`, whole and checked or not at all; missing folders are made.
/// Errors   unreadable: no network, an HTTP error, a wrong hash, over max_bytes (the text names the URL, the
///          cause and what to do by hand); resource: disk full, no permission
void download(const std::string& url, const std::filesystem::path& path, const DownloadOptions& options = {});

/// The folder where Keras keeps what it downloads: KERAS_HOME, else ~/.keras.
/// Errors   usage: neither KERAS_HOME nor HOME is set
std::filesystem::path keras_home();

}  // namespace fovea
