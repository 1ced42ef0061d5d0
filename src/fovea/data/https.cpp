#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <exception>
#include <memory>

#include "fovea/base/error.h"
#include "fovea/data/download.h"

namespace fovea {
namespace {

/// What libcurl's C callback needs; an exception waits here until libcurl has returned.
struct Delivery {
  CURL* handle;
  const TakePiece& take;
  std::exception_ptr failure;
};

std::size_t deliver(char* data, std::size_t, std::size_t size, void* user) {
  auto& delivery = *static_cast<Delivery*>(user);
  try {
    curl_off_t length = -1;
    curl_easy_getinfo(delivery.handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    delivery.take({data, size}, length > 0 ? static_cast<std::uint64_t>(length) : 0);
    return size;
  } catch (...) {
    delivery.failure = std::current_exception();
    return 0;
  }
}

/// libcurl's global state, made once by whoever comes first.
bool curl_ready() {
  static const bool ready = curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  return ready;
}

}  // namespace

void https_get(const std::string& url, const TakePiece& take) {
  if (!url.starts_with("https://")) fail(ErrorKind::usage, url + ": only https:// URLs are fetched.");
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_ready() ? curl_easy_init() : nullptr,
                                                                 &curl_easy_cleanup);
  if (!curl) fail(ErrorKind::internal, "libcurl cannot be started.");
  Delivery delivery{curl.get(), take, nullptr};
  std::array<char, CURL_ERROR_SIZE> reason{};
  const auto set = [&](CURLoption option, auto value) {
    if (curl_easy_setopt(curl.get(), option, value) != CURLE_OK)
      fail(ErrorKind::internal, fmt::format("libcurl refuses option {}.", static_cast<int>(option)));
  };
  set(CURLOPT_URL, url.c_str());
  set(CURLOPT_PROTOCOLS_STR, "https");
  set(CURLOPT_REDIR_PROTOCOLS_STR, "https");
  set(CURLOPT_FOLLOWLOCATION, 1L);
  set(CURLOPT_MAXREDIRS, 5L);
  set(CURLOPT_FAILONERROR, 1L);
  set(CURLOPT_NOSIGNAL, 1L);
  set(CURLOPT_CONNECTTIMEOUT, 30L);
  set(CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(CURLOPT_LOW_SPEED_TIME, 60L);
  set(CURLOPT_USERAGENT, "fovea");
  set(CURLOPT_ERRORBUFFER, reason.data());
  set(CURLOPT_WRITEFUNCTION, &deliver);
  set(CURLOPT_WRITEDATA, &delivery);
  const CURLcode code = curl_easy_perform(curl.get());
  if (delivery.failure) std::rethrow_exception(delivery.failure);
  if (code != CURLE_OK) fail(ErrorKind::unreadable, reason[0] != '\0' ? reason.data() : curl_easy_strerror(code));
}

}  // namespace fovea
