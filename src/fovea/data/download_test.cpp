#include "fovea/data/download.h"

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <stdexcept>

#include "fovea/base/file.h"
#include "fovea/data/hash.h"
#include "fovea/data/test_folder.h"

namespace fovea {
namespace {

namespace fs = std::filesystem;

constexpr const char* url = "https://example.org/data/a.bin";

/// A server that sends this content in pieces of 100 bytes.
Transport sends(std::string content) {
  return [content](const std::string&, const TakePiece& take) {
    for (std::size_t at = 0; at < content.size(); at += 100)
      take(std::string_view(content).substr(at, 100), content.size());
  };
}

std::ptrdiff_t files_in(const fs::path& folder) { return std::distance(fs::directory_iterator(folder), {}); }

/// A port of this machine that nobody listens on.
int closed_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  EXPECT_EQ(::bind(socket, reinterpret_cast<sockaddr*>(&address), size), 0);
  ::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  ::close(socket);
  return ntohs(address.sin_port);
}

TEST(Download, MakesFoldersChecksTheHashAndReportsProgress) {
  const TestFolder folder;
  const std::string content(250, 'x');
  std::vector<Transfer> seen;
  download(url, folder / "new/folder/a.bin",
           {.sha256 = sha256(content),
            .progress = [&](const Transfer& transfer) { seen.push_back(transfer); },
            .transport = sends(content)});
  EXPECT_EQ(read_file(folder / "new/folder/a.bin"), content);
  ASSERT_EQ(seen.size(), 3u);
  EXPECT_EQ(seen[1].received, 200u);
  EXPECT_EQ(seen[2].total, 250u);
  EXPECT_EQ(seen[0].url, url);
}

TEST(Download, AWrongHashLeavesNothingAndSaysWhatCame) {
  const TestFolder folder;
  const Failure failure = failure_of([&] {
    download(url, folder / "a.bin", {.sha256 = sha256("real"), .transport = sends("<html>Please log in</html>")});
  });
  EXPECT_EQ(failure.kind, ErrorKind::unreadable);
  EXPECT_TRUE(failure.says(url) && failure.says("a web page (HTML)") && failure.says(sha256("real"))) << failure.text;
  EXPECT_TRUE(failure.says("by hand") && failure.says((folder / "a.bin").string())) << failure.text;
  EXPECT_EQ(files_in(folder.path()), 0);
}

TEST(Download, KeepsTheOldFileWhateverFails) {
  const TestFolder folder;
  folder.add("a.bin", "old");
  const Transport breaks = [](const std::string&, const TakePiece& take) {
    take("new", 100);
    fail(ErrorKind::unreadable, "Connection reset by peer");
  };
  EXPECT_TRUE(
      failure_of([&] { download(url, folder / "a.bin", {.transport = breaks}); }).says("Connection reset by peer"));
  EXPECT_TRUE(failure_of([&] {
                download(url, folder / "a.bin", {.max_bytes = 150, .transport = sends(std::string(300, 'x'))});
              }).says("larger than the 150 bytes"));
  const TransferProgress interrupt = [](const Transfer&) { throw std::runtime_error("Ctrl-C"); };
  EXPECT_THROW(download(url, folder / "a.bin", {.progress = interrupt, .transport = sends("new")}),
               std::runtime_error);
  EXPECT_EQ(read_file(folder / "a.bin"), "old");
  EXPECT_EQ(files_in(folder.path()), 1);
}

TEST(Download, AFolderThatCannotBeMadeIsAResourceError) {
  const TestFolder folder;
  folder.add("file", "");
  EXPECT_EQ(failure_of([&] { download(url, folder / "file/a.bin", {.transport = sends("x")}); }).kind,
            ErrorKind::resource);
}

TEST(Https, RefusesPlainHttp) {
  const TestFolder folder;
  EXPECT_EQ(failure_of([&] { download("http://example.org/a", folder / "a"); }).kind, ErrorKind::usage);
  EXPECT_EQ(failure_of([&] { download("file:///etc/passwd", folder / "a"); }).kind, ErrorKind::usage);
  EXPECT_EQ(files_in(folder.path()), 0);
}

TEST(Https, AnUnreachableServerIsNamedWithTheCause) {
  ::setenv("NO_PROXY", "*", 1);
  const TestFolder folder;
  const std::string address = "https://127.0.0.1:" + std::to_string(closed_port()) + "/a";
  const Failure failure = failure_of([&] { download(address, folder / "a"); });
  EXPECT_EQ(failure.kind, ErrorKind::unreadable);
  EXPECT_TRUE(failure.says(address) && failure.says("Failed to connect")) << failure.text;
  EXPECT_EQ(files_in(folder.path()), 0);
}

TEST(KerasHome, FollowsKerasRules) {
  const char* home = ::getenv("HOME");
  const std::string saved = home != nullptr ? home : "";
  ::unsetenv("KERAS_HOME");
  ::setenv("HOME", "/people/someone", 1);
  EXPECT_EQ(keras_home(), "/people/someone/.keras");
  ::setenv("KERAS_HOME", "/data/keras", 1);
  EXPECT_EQ(keras_home(), "/data/keras");
  ::unsetenv("KERAS_HOME");
  ::unsetenv("HOME");
  EXPECT_EQ(failure_of([] { keras_home(); }).kind, ErrorKind::usage);
  ::setenv("HOME", saved.c_str(), 1);
}

}  // namespace
}  // namespace fovea
