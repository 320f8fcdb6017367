#include "support/spawned_host.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <regex>
#include <stdexcept>
#include <thread>

namespace duet::test {

SpawnedHost::SpawnedHost(const std::string& program, const std::string& config) {
  std::array<int, 2> pipe_ends;
  if (pipe2(pipe_ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the host's output");
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    // Only what is async-signal-safe. The kernel ends the host should this process die without doing so.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    dup2(pipe_ends[1], STDOUT_FILENO);
    execl(program.c_str(), program.c_str(), "serve", "--config", config.c_str(), nullptr);
    _exit(127);
  }
  close(pipe_ends[1]);
  output_ = pipe_ends[0];
  if (pid_ < 0) throw std::runtime_error("cannot start " + program);
  wait_until_ready();
}

SpawnedHost::~SpawnedHost() {
  if (pid_ > 0) terminate();
  close(output_);
}

void SpawnedHost::wait_until_ready() {
  std::string line;
  for (char c = 0; read(output_, &c, 1) == 1;) {
    if (c != '\n') {
      line += c;
      continue;
    }
    std::puts(line.c_str());
    if (line.starts_with("ready:")) return note_ready(line);
    line.clear();
  }
  terminate();
  throw std::runtime_error("the host ended before it was ready");
}

void SpawnedHost::note_ready(const std::string& line) {
  const auto port = [&](const char* pattern) {
    std::smatch match;
    if (!std::regex_search(line, match, std::regex(pattern))) return std::uint16_t{0};
    return static_cast<std::uint16_t>(std::stoi(match[1]));
  };
  rest_port_ = port(R"(REST http://\S*:(\d+))");
  grpc_port_ = port(R"(gRPC \S*:(\d+))");
  // What it prints from here on is read away, so that it never waits for us.
  std::thread([fd = dup(output_)] {
    std::array<char, 4096> buffer;
    for (ssize_t n = 0; (n = read(fd, buffer.data(), buffer.size())) > 0;) {
      std::fwrite(buffer.data(), 1, static_cast<std::size_t>(n), stdout);
    }
    close(fd);
  }).detach();
}

int SpawnedHost::terminate() {
  kill(pid_, SIGTERM);
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace duet::test
