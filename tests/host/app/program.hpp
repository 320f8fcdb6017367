// The program `duet` as a child of the test: started with any arguments, sent signals, waited for.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace duet::test {

/// Runs until its end, or until the object's: then it is killed. What it prints, on either stream, is kept.
class Program {
 public:
  /// With `terminal` it has a terminal of its own, as a shell's programs have, and prints into a pipe all the same.
  explicit Program(std::vector<std::string> arguments, bool terminal = false);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  /// Waits until its output has `text`. False if it ends without.
  bool prints(const std::string& text);
  std::string output() const;

  /// The number behind `before` in the line "ready: ...", which is waited for; 0 without.
  std::uint16_t port_after(const std::string& before);

  void signal(int number) const;
  /// Takes its terminal away, as a window that is closed does.
  void hang_up();
  /// Waits for its end: the exit status, or minus the number of the signal that ended it.
  int wait();

 private:
  void read();

  pid_t pid_ = -1;
  int pipe_ = -1;
  int terminal_ = -1;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::string output_;   // guarded by mutex_
  bool closed_ = false;  // guarded by mutex_
  std::thread reader_;
};

}  // namespace duet::test
