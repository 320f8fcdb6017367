// The log while its reader does not read, and at the end of processes.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/log.hpp"

namespace log = duet::base::log;

namespace {

// stderr is a pipe while this lives.
class StderrPipe {
 public:
  StderrPipe() : saved_(::dup(STDERR_FILENO)) {
    log::flush();
    int ends[2];
    REQUIRE(::pipe2(ends, O_CLOEXEC) == 0);
    REQUIRE(::dup2(ends[1], STDERR_FILENO) == STDERR_FILENO);
    ::close(ends[1]);
    from_ = ends[0];
  }
  ~StderrPipe() {
    ::dup2(saved_, STDERR_FILENO);
    ::close(saved_);
    ::close(from_);
  }

  // Reads until a line ends that contains `text`. Returns the lines without their times.
  std::vector<std::string> read_to(std::string_view text) {
    std::vector<std::string> lines;
    for (;;) {
      for (std::size_t end = 0; (end = rest_.find('\n')) != std::string::npos;) {
        const std::size_t start = std::min(kTimeSize, end);  // what another process wrote may be between
        lines.push_back(rest_.substr(start, end - start));
        rest_.erase(0, end + 1);
        if (lines.back().find(text) != std::string::npos) return lines;
      }
      char buffer[4096];
      const ssize_t n = ::read(from_, buffer, sizeof buffer);
      REQUIRE(n > 0);
      rest_.append(buffer, static_cast<std::size_t>(n));
    }
  }

 private:
  static constexpr std::size_t kTimeSize = std::string_view("2026-01-31T10:11:12.345Z ").size();

  int saved_;
  int from_ = -1;
  std::string rest_;
};

// This program with only the test of that name, which others leave out.
pid_t run_self(const std::string& test) {
  const std::string name = "--test-case=" + test;
  const char* const arguments[] = {"base_test", name.c_str(), "--no-skip", "--out=/dev/null", nullptr};
  pid_t child = 0;
  REQUIRE(::posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, const_cast<char**>(arguments), environ) == 0);
  return child;
}

bool ended_well(pid_t child) {
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

constexpr std::string_view kDropped = "warn  lines were dropped because the log's reader was too slow lines=";

}  // namespace

TEST_CASE("a log that nobody reads holds nobody up, and tells how many lines are missing") {
  StderrPipe pipe;
  constexpr int kThreads = 2;
  constexpr int kLines = 50'000;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([t] {
      for (int i = 0; i < kLines; ++i) {
        log::write(log::Level::info, "line", {{"t", std::to_string(t)}, {"i", std::to_string(i)}});
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  log::write(log::Level::warn, "the reserve has room");
  log::flush();  // returns although nobody reads

  int found = 0;
  int dropped = 0;
  bool warned = false;
  std::vector<int> last(kThreads, -1);
  while (found + dropped < kThreads * kLines) {
    const std::vector<std::string> lines = pipe.read_to(kDropped);
    for (const std::string& line : lines) {
      int t = -1;
      int i = -1;
      if (std::sscanf(line.c_str(), "info  line t=%d i=%d", &t, &i) == 2) {
        CHECK(i > last.at(static_cast<std::size_t>(t)));
        last.at(static_cast<std::size_t>(t)) = i;
        ++found;
      }
      warned = warned || line == "warn  the reserve has room";
    }
    dropped += std::atoi(lines.back().c_str() + kDropped.size());
  }
  CHECK(found + dropped == kThreads * kLines);
  CHECK(warned);

  log::write(log::Level::info, "room again");
  CHECK(pipe.read_to("room").back() == "info  room again");
}

TEST_CASE("a reader that keeps up gets every line") {
  StderrPipe pipe;
  ::fcntl(STDERR_FILENO, F_SETFL, O_NONBLOCK);
  std::thread writer([] {
    const std::string value(1000, 'v');
    for (int i = 0; i < 1000; ++i) log::write(log::Level::info, "x", {{"v", value}});
    log::write(log::Level::info, "last");
  });
  const std::size_t lines = pipe.read_to("last").size();
  writer.join();
  CHECK(lines == 1001);
}

TEST_CASE("a line of any length is written") {
  StderrPipe pipe;
  const std::string value(3 << 20, 'v');
  log::write(log::Level::info, "long", {{"v", value}});
  CHECK(pipe.read_to("long").back() == "info  long v=" + value);
}

TEST_CASE("the log's thread leaves signals to the program") {
  StderrPipe pipe;
  log::write(log::Level::info, "the thread is there");
  pipe.read_to("there");
  sigset_t set;
  sigemptyset(&set);
  sigaddset(&set, SIGUSR1);
  sigset_t before;
  REQUIRE(::pthread_sigmask(SIG_BLOCK, &set, &before) == 0);
  REQUIRE(::kill(::getpid(), SIGUSR1) == 0);  // ends this program if any thread takes it
  int taken = 0;
  REQUIRE(::sigwait(&set, &taken) == 0);
  CHECK(taken == SIGUSR1);
  ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

TEST_CASE("child: a line before the end" * doctest::skip()) { log::write(log::Level::info, "the last line"); }

TEST_CASE("child: more than a pipe holds" * doctest::skip()) {
  for (int i = 0; i < 10'000; ++i) log::write(log::Level::info, "line");
}

TEST_CASE("what is logged just before the end of main is written") {
  StderrPipe pipe;
  const pid_t child = run_self("child: a line before the end");
  CHECK(pipe.read_to("line").back() == "info  the last line");
  CHECK(ended_well(child));
}

TEST_CASE("a log that nobody reads does not keep a program from ending") {
  StderrPipe pipe;
  CHECK(ended_well(run_self("child: more than a pipe holds")));
}

// ThreadSanitizer lets no child of fork() start a thread.
#ifndef __SANITIZE_THREAD__
TEST_CASE("the child of a fork has a log of its own") {
  StderrPipe pipe;
  const std::string filler(100'000, 'v');
  log::write(log::Level::info, "parent", {{"v", filler}});  // the thread waits with it
  log::write(log::Level::info, "from the parent");
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    log::write(log::Level::info, "from the child");
    log::flush();
    ::_exit(0);
  }
  int parent = 0;
  int children = 0;
  for (int i = 0; i < 2; ++i) {
    const std::string line = pipe.read_to("from the").back();
    parent += line.ends_with("from the parent") ? 1 : 0;
    children += line.ends_with("from the child") ? 1 : 0;
  }
  CHECK(parent == 1);
  CHECK(children == 1);
  CHECK(ended_well(child));
  log::write(log::Level::info, "afterwards");
  CHECK(pipe.read_to("afterwards").size() == 1);
}
#endif
