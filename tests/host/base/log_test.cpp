#include "base/log.hpp"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

namespace fs = std::filesystem;
namespace log = duet::base::log;

namespace {

// A log file of its own for one test; afterwards the log writes to stderr again.
class LogFile {
 public:
  explicit LogFile(log::Level level = log::Level::info, log::Format format = log::Format::console) {
    std::string name = (fs::temp_directory_path() / "duet-log-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
    REQUIRE(log::configure({level, format, file()}).ok());
  }
  ~LogFile() {
    CHECK(log::configure({}).ok());
    fs::remove_all(folder_);
  }

  std::string file() const { return (folder_ / "duet.log").string(); }

  std::vector<std::string> lines() const {
    log::flush();
    std::ifstream in(file());
    std::vector<std::string> lines;
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
  }

 private:
  fs::path folder_;
};

std::string after_time(const std::string& line) { return line.substr(std::string("2026-01-31T10:11:12.345Z ").size()); }

}  // namespace

TEST_CASE("only enabled levels are written") {
  const LogFile file(log::Level::warn);
  CHECK_FALSE(log::enabled(log::Level::info));
  CHECK(log::enabled(log::Level::warn));
  log::write(log::Level::info, "quiet");
  log::write(log::Level::error, "loud", {{"code", "INTERNAL"}});
  const auto lines = file.lines();
  REQUIRE(lines.size() == 1);
  CHECK(after_time(lines[0]) == "error loud code=INTERNAL");
}

TEST_CASE("a message with line feeds is one line") {
  const LogFile file;
  log::write(log::Level::info, "first\n2026-01-31T10:11:12.345Z error forged", {{"who", "a\nb"}});
  const auto lines = file.lines();
  REQUIRE(lines.size() == 1);
  CHECK(after_time(lines[0]) == R"(info  first\n2026-01-31T10:11:12.345Z error forged who="a\nb")");
}

TEST_CASE("the JSON format writes one object a line") {
  const LogFile file(log::Level::trace, log::Format::json);
  log::write(log::Level::trace, "one", {{"k", "v"}});
  const auto lines = file.lines();
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].starts_with(R"({"ts":")"));
  CHECK(lines[0].ends_with(R"(Z","level":"trace","msg":"one","k":"v"})"));
}

TEST_CASE("a line comes to the file without a flush") {
  const LogFile file;
  log::write(log::Level::info, "there");
  while (fs::file_size(file.file()) == 0) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  CHECK(file.lines().size() == 1);
}

TEST_CASE("lines of many threads come whole, each once, each thread's in order") {
  const LogFile file;
  constexpr int kThreads = 4;
  constexpr int kLines = 500;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < kLines; ++i) {
        const std::string thread = std::to_string(t);
        const std::string number = std::to_string(i);
        log::write(i % 50 == 0 ? log::Level::error : log::Level::info, "line", {{"t", thread}, {"i", number}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::vector<int> next(kThreads, 0);
  const auto lines = file.lines();
  CHECK(lines.size() == kThreads * kLines);
  for (const std::string& line : lines) {
    int t = -1;
    int i = -1;
    REQUIRE(std::sscanf(after_time(line).c_str(), "%*s line t=%d i=%d", &t, &i) == 2);
    CHECK(i == next.at(static_cast<std::size_t>(t))++);
  }
}

TEST_CASE("the target can change while others write, and no line is lost") {
  const LogFile first;
  const std::string other = first.file() + ".2";
  std::atomic<bool> stop = false;
  int written = 0;
  std::thread writer([&] {
    for (; !stop; ++written) {
      log::write(log::Level::info, "x");
      if (written % 1000 == 999) log::flush();  // never more than the log's queue holds
    }
  });
  for (int i = 0; i < 50; ++i) {
    CHECK(log::configure({log::Level::info, log::Format::console, i % 2 == 0 ? other : first.file()}).ok());
  }
  stop = true;
  writer.join();
  std::ifstream in(other);
  int found = static_cast<int>(first.lines().size());
  for (std::string line; std::getline(in, line);) ++found;
  CHECK(found == written);
}

TEST_CASE("a file that cannot be opened is refused and changes nothing") {
  const LogFile file;
  const auto result = log::configure({log::Level::error, log::Format::json, "/nonexistent/duet.log"});
  REQUIRE_FALSE(result.ok());
  CHECK(result.error().message == "cannot write the log file '/nonexistent/duet.log': No such file or directory");
  log::write(log::Level::info, "still here");
  CHECK(file.lines().size() == 1);
}
