#include "host/app/program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace duet::test {

Program::Program(std::vector<std::string> arguments, bool terminal) {
  arguments.insert(arguments.begin(), DUET_PROGRAM);
  std::vector<char*> words;
  for (std::string& argument : arguments) words.push_back(argument.data());
  words.push_back(nullptr);
  std::array<int, 2> ends;
  if (pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe for the program's output");
  std::array<char, 64> name{};
  if (terminal) {
    terminal_ = posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC);
    if (terminal_ < 0 || grantpt(terminal_) != 0 || unlockpt(terminal_) != 0 ||
        ptsname_r(terminal_, name.data(), name.size()) != 0) {
      throw std::runtime_error("no terminal for the program");
    }
  }
  const pid_t parent = getpid();
  pid_ = fork();
  if (pid_ == 0) {
    // Only what is async-signal-safe. The kernel ends the program should this process die without doing so.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(127);
    // The first terminal that a leader of a session opens becomes the session's.
    if (terminal && (setsid() < 0 || open(name.data(), O_RDWR) < 0)) _exit(127);
    dup2(ends[1], STDOUT_FILENO);
    dup2(ends[1], STDERR_FILENO);
    execv(words.front(), words.data());
    _exit(127);
  }
  close(ends[1]);
  pipe_ = ends[0];
  if (pid_ < 0) throw std::runtime_error("cannot start " DUET_PROGRAM);
  reader_ = std::thread([this] { read(); });
}

Program::~Program() {
  if (pid_ > 0) {
    signal(SIGKILL);
    (void)wait();
  }
  reader_.join();
  close(pipe_);
  if (terminal_ >= 0) close(terminal_);
}

void Program::read() {
  std::array<char, 4096> buffer;
  for (ssize_t n = 0; (n = ::read(pipe_, buffer.data(), buffer.size())) > 0;) {
    const std::lock_guard lock(mutex_);
    output_.append(buffer.data(), static_cast<std::size_t>(n));
    changed_.notify_all();
  }
  const std::lock_guard lock(mutex_);
  closed_ = true;
  changed_.notify_all();
}

bool Program::prints(const std::string& text) {
  std::unique_lock lock(mutex_);
  const auto printed = [&] { return output_.find(text) != std::string::npos; };
  changed_.wait(lock, [&] { return closed_ || printed(); });
  return printed();
}

std::string Program::output() const {
  const std::lock_guard lock(mutex_);
  return output_;
}

std::uint16_t Program::port_after(const std::string& before) {
  const std::string ready = "\nready:";
  if (!prints(ready)) return 0;
  // The line is printed at once, but may be read in two.
  std::string line;
  do {
    const std::string text = output();
    line = text.substr(text.find(ready) + 1);
  } while (line.find('\n') == std::string::npos);
  line.erase(line.find('\n'));
  const std::size_t at = line.find(before);
  return at == std::string::npos ? std::uint16_t{0}
                                 : static_cast<std::uint16_t>(std::stoi(line.substr(at + before.size())));
}

void Program::hang_up() { close(std::exchange(terminal_, -1)); }

void Program::signal(int number) const { kill(pid_, number); }

int Program::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

}  // namespace duet::test
