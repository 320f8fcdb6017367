#include "net/systemd_sockets.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <string>
#include <system_error>
#include <utility>

namespace duet::net {
namespace {

constexpr int kFirst = 3;  // SD_LISTEN_FDS_START
constexpr std::string_view kUnnamed = "unknown";

struct Passed {
  int fd;
  std::string_view name;
};

int number_in(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return -1;
  const std::string_view digits(text);
  int number = -1;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() ? number : -1;
}

std::vector<Passed> all_passed() {
  std::vector<Passed> passed;
  if (number_in("LISTEN_PID") != static_cast<int>(::getpid())) return passed;  // They are meant for another process.
  const char* variable = std::getenv("LISTEN_FDNAMES");
  std::string_view names(variable != nullptr ? variable : "");
  for (int i = 0; i < number_in("LISTEN_FDS"); ++i) {
    const std::size_t colon = names.find(':');
    const std::string_view name = names.substr(0, colon);
    names = colon == std::string_view::npos ? std::string_view() : names.substr(colon + 1);
    passed.push_back({kFirst + i, variable != nullptr ? name : kUnnamed});
  }
  return passed;
}

int option_of(int fd, int option) {
  int value = -1;
  socklen_t size = sizeof value;
  return ::getsockopt(fd, SOL_SOCKET, option, &value, &size) == 0 ? value : -1;
}

bool listens(int fd) {
  const int domain = option_of(fd, SO_DOMAIN);
  return (domain == AF_INET || domain == AF_INET6 || domain == AF_UNIX) && option_of(fd, SO_TYPE) == SOCK_STREAM &&
         option_of(fd, SO_ACCEPTCONN) == 1;
}

base::Error none_of(std::string_view name, const std::vector<Passed>& passed, const DoorNames& names) {
  if (passed.empty()) {
    return {
        "systemd has passed no sockets to this process (LISTEN_PID and LISTEN_FDS do not name any); start it by "
        "its .socket unit, or set " +
        names.key + ".address to an address"};
  }
  std::string known;
  for (const Passed& one : passed) known.append(known.empty() ? "'" : ", '").append(one.name).append("'");
  return {"systemd has passed no socket '" + std::string(name) + "', but " + known +
          "; set FileDescriptorName= in the .socket unit, or the name in " + names.key + ".address"};
}

}  // namespace

base::Result<std::vector<Descriptor>> systemd_sockets(std::string_view name, const DoorNames& names) {
  std::vector<Descriptor> sockets;
  const std::vector<Passed> passed = all_passed();
  for (const Passed& one : passed) {
    if (!name.empty() && one.name != name) continue;
    if (!listens(one.fd)) {
      return base::Error{"what systemd has passed as '" + std::string(one.name) + "' (descriptor " +
                         std::to_string(one.fd) +
                         ") is no listening stream socket; use ListenStream= and Accept=no in its .socket unit"};
    }
    ::fcntl(one.fd, F_SETFD, FD_CLOEXEC);  // Not for the programs that this one starts.
    Descriptor own(::fcntl(one.fd, F_DUPFD_CLOEXEC, kFirst));
    if (!own.valid()) {
      return base::Error{"cannot use what systemd has passed as '" + std::string(one.name) +
                         "': " + std::generic_category().message(errno) + "; raise LimitNOFILE="};
    }
    sockets.push_back(std::move(own));
    if (name.empty()) break;
  }
  if (sockets.empty()) return none_of(name, passed, names);
  return sockets;
}

}  // namespace duet::net
