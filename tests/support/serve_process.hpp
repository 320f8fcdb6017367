// A program that serves, SERVE_PROGRAM, started and spoken to.
#pragma once

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "net/descriptor.hpp"

namespace duet::test {

/// A process that runs `script` in a shell, in which "$0" is the program. `passed` are its descriptors from 3 on.
class ServeProcess {
 public:
  explicit ServeProcess(const std::string& script, const std::vector<int>& passed = {}) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    net::Descriptor child_in(in[0]);
    net::Descriptor child_out(out[1]);
    input_ = net::Descriptor(in[1]);
    output_ = net::Descriptor(out[0]);
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawn_file_actions_adddup2(&actions, child_in.get(), STDIN_FILENO);
    ::posix_spawn_file_actions_adddup2(&actions, child_out.get(), STDOUT_FILENO);
    // Twice, so that none takes the place of one that is still to be passed.
    for (std::size_t i = 0; i < passed.size(); ++i) {
      ::posix_spawn_file_actions_adddup2(&actions, passed[i], kParked + static_cast<int>(i));
    }
    for (std::size_t i = 0; i < passed.size(); ++i) {
      ::posix_spawn_file_actions_adddup2(&actions, kParked + static_cast<int>(i), 3 + static_cast<int>(i));
      ::posix_spawn_file_actions_addclose(&actions, kParked + static_cast<int>(i));
    }
    std::array<std::string, 4> words{"sh", "-c", script, SERVE_PROGRAM};
    std::array<char*, 5> arguments{words[0].data(), words[1].data(), words[2].data(), words[3].data(), nullptr};
    const int error = ::posix_spawn(&pid_, "/bin/sh", &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error("cannot start " SERVE_PROGRAM "");
  }
  ~ServeProcess() {
    if (pid_ > 0) kill();
  }
  ServeProcess(const ServeProcess&) = delete;
  ServeProcess& operator=(const ServeProcess&) = delete;

  /// The next line that it prints, empty at its end.
  std::string line() {
    std::string text;
    for (char c = 0; ::read(output_.get(), &c, 1) == 1 && c != '\n';) text += c;
    return text;
  }
  /// All lines until it is ready, or until its end.
  std::vector<std::string> lines_until_ready() {
    std::vector<std::string> lines;
    for (std::string text = line(); !text.empty() && text != "ready"; text = line()) lines.push_back(text);
    return lines;
  }
  /// Its answer to `command`.
  std::string ask(const std::string& command) {
    const std::string bytes = command + "\n";
    if (::write(input_.get(), bytes.data(), bytes.size()) < 0) return {};
    return line();
  }

  /// Ends its input, upon which it ends. Its exit status.
  int end() {
    input_.close();
    return wait();
  }
  void kill() {
    ::kill(pid_, SIGKILL);
    wait();
  }

 private:
  static constexpr int kParked = 200;

  int wait() {
    int status = 0;
    ::waitpid(std::exchange(pid_, -1), &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
  }

  pid_t pid_ = -1;
  net::Descriptor input_;
  net::Descriptor output_;
};

}  // namespace duet::test
