#include "net/listening_socket.hpp"

#include <fcntl.h>
#include <linux/filter.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "net/peer_address.hpp"
#include "net/systemd_sockets.hpp"

namespace duet::net {
namespace {

constexpr std::string_view kUnix = "unix:";
constexpr std::string_view kSystemd = "systemd:";

struct SocketAddress {
  sockaddr_storage storage{};
  socklen_t size = 0;
};

SocketAddress address_of(const in6_addr& host, std::uint16_t port, std::uint32_t zone) {
  SocketAddress address;
  auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
  v6.sin6_family = AF_INET6;
  v6.sin6_addr = host;
  v6.sin6_port = htons(port);
  v6.sin6_scope_id = zone;
  address.size = sizeof v6;
  return address;
}

SocketAddress address_of(in_addr host, std::uint16_t port) {
  SocketAddress address;
  auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
  v4.sin_family = AF_INET;
  v4.sin_addr = host;
  v4.sin_port = htons(port);
  address.size = sizeof v4;
  return address;
}

// What the listener's text stands for. A link-local address has a zone, the name of its interface, behind a '%'.
std::optional<SocketAddress> parse(const std::string& text, std::uint16_t port) {
  const std::size_t percent = text.find('%');
  const auto ip = base::IpAddress::parse(text.substr(0, percent));
  if (!ip) return std::nullopt;
  if (text.find(':') == std::string::npos) {
    in_addr v4{};
    std::memcpy(&v4, ip->bytes.data() + 12, sizeof v4);
    return percent == std::string::npos ? std::optional(address_of(v4, port)) : std::nullopt;
  }
  in6_addr v6{};
  std::memcpy(&v6, ip->bytes.data(), sizeof v6);
  const std::uint32_t zone = percent == std::string::npos ? 0 : ::if_nametoindex(text.c_str() + percent + 1);
  if (percent != std::string::npos && zone == 0) return std::nullopt;
  return address_of(v6, port, zone);
}

std::string mend_of(int error, const DoorNames& names) {
  const std::string address = names.key + ".address";
  const std::string port = names.key + ".port";
  switch (error) {
    case EADDRINUSE:
      return "end what uses it, or set another port: " + port + names.other_port;
    case EADDRNOTAVAIL:
      return "this machine has no such address; set " + address + " to one that it has, or to \"*\"";
    case EAFNOSUPPORT:
      return "this machine does not speak this protocol; set " + address + " to an address of the other";
    case EACCES:
    case EPERM:
      return "allow it (ports below 1024 need CAP_NET_BIND_SERVICE), or set another " + port;
    case EMFILE:
    case ENFILE:
      return "raise the limit on open files (RLIMIT_NOFILE)";
    default:
      return "set another " + address + " or " + port;
  }
}

base::Error failure(const ListenOptions& options, const DoorNames& names, const std::string& what,
                    const std::string& mend) {
  const bool v6 = options.address.find(':') != std::string::npos;
  const std::string host = v6 ? "[" + options.address + "]" : options.address;
  return {"cannot serve " + names.title + " on " + host + ":" + std::to_string(options.port) + ": " + what + "; " +
          mend};
}

void set(int fd, int level, int option, bool on) {
  const int value = on ? 1 : 0;
  ::setsockopt(fd, level, option, &value, sizeof value);
}

// 0, or what went wrong.
int listen_on(const SocketAddress& address, const ListenOptions& options, bool both, Descriptor& fd) {
  const int family = address.storage.ss_family;
  fd = Descriptor(::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd.valid()) return errno;
  set(fd.get(), SOL_SOCKET, SO_REUSEADDR, true);  // Old connections of a server that has ended do not block the port.
  if (options.reuse_port) set(fd.get(), SOL_SOCKET, SO_REUSEPORT, true);
  if (family == AF_INET6) set(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, !both);
  if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.size) != 0) return errno;
  return ::listen(fd.get(), options.backlog) == 0 ? 0 : errno;
}

Endpoint endpoint_of(int fd, bool tls) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &size);
  if (const auto ip = ip_of(storage)) {
    // sin_port and sin6_port are in the same place.
    return {ip->text(), ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port), tls};
  }
  const auto& name = reinterpret_cast<const sockaddr_un&>(storage);
  std::string path(name.sun_path, size - offsetof(sockaddr_un, sun_path));
  if (path.starts_with('\0')) path.front() = '@';  // One without a file, as systemd writes it.
  while (path.ends_with('\0')) path.pop_back();
  return {std::string(kUnix) + path, 0, tls};
}

}  // namespace

ListeningSocket::ListeningSocket(Descriptor fd, const ListenOptions& options, UnixPath path, bool shared)
    : fd_(std::move(fd)),
      tls_(options.tls),
      path_(std::move(path)),
      shared_(shared),
      endpoint_(endpoint_of(fd_.get(), options.tls)) {
  ::fcntl(fd_.get(), F_SETFL, ::fcntl(fd_.get(), F_GETFL) | O_NONBLOCK);
  // Inherited by the sockets that come of it. Answers are written whole: to wait for more would only delay them.
  set(fd_.get(), IPPROTO_TCP, TCP_NODELAY, true);
  // What the kernel holds counts as taken by the client: little of it, so that slow ones are seen.
  constexpr int kUnsent = 256 * 1024;
  ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NOTSENT_LOWAT, &kUnsent, sizeof kUnsent);
}

base::Result<std::vector<ListeningSocket>> ListeningSocket::open_at(const ListenOptions& options,
                                                                    const DoorNames& names) {
  std::vector<ListeningSocket> sockets;
  if (options.address.starts_with(kSystemd)) {
    auto passed = systemd_sockets(std::string_view(options.address).substr(kSystemd.size()), names);
    if (!passed) {
      return base::Error{"cannot serve " + names.title + " on " + options.address + ": " + passed.error().message};
    }
    for (Descriptor& fd : *passed) sockets.push_back(ListeningSocket(std::move(fd), options, {}, true));
    return sockets;
  }
  auto socket = options.address.starts_with(kUnix) ? open_unix(options, names) : open_ip(options, names);
  if (!socket) return std::move(socket.error());
  sockets.push_back(std::move(*socket));
  return sockets;
}

base::Result<ListeningSocket> ListeningSocket::open_ip(const ListenOptions& options, const DoorNames& names) {
  Descriptor fd;
  int error = 0;
  if (options.address == "*") {
    error = listen_on(address_of(in6addr_any, options.port, 0), options, true, fd);
    if (error == EAFNOSUPPORT || error == EADDRNOTAVAIL) {  // A machine without IPv6.
      error = listen_on(address_of(in_addr{INADDR_ANY}, options.port), options, false, fd);
    }
  } else {
    const auto address = parse(options.address, options.port);
    if (!address) {
      return failure(
          options, names, "this is no address in numbers",
          "set " + names.key + ".address to one like 127.0.0.1 or ::1, to \"*\", \"unix:/path\" or \"systemd:NAME\"");
    }
    error = listen_on(*address, options, options.ipv4_too, fd);
  }
  if (error != 0) return failure(options, names, std::generic_category().message(error), mend_of(error, names));
  return ListeningSocket(std::move(fd), options, {}, false);
}

base::Result<ListeningSocket> ListeningSocket::open_unix(const ListenOptions& options, const DoorNames& names) {
  Descriptor fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  int error = fd.valid() ? 0 : errno;
  if (error == 0) {
    auto path = UnixPath::bind(fd.get(), options.address.substr(kUnix.size()), options.unix_mode, names);
    if (!path) return std::move(path.error());
    if (::listen(fd.get(), options.backlog) == 0) {
      return ListeningSocket(std::move(fd), options, std::move(*path), false);
    }
    error = errno;
  }
  return base::Error{"cannot serve " + names.title + " on " + options.address + ": " +
                     std::generic_category().message(error) + "; " + mend_of(error, names)};
}

void ListeningSocket::refuse_newcomers() {
  if (shared_) return;  // They wait for the next server.
  path_.remove();
  // TCP packets that ask for a new connection (SYN without ACK, in the 14th byte of TCP's header) are dropped. Their
  // senders try again in a second, and are refused then. Without this filter a client could be let in by the kernel
  // between the last look and the socket's end.
  std::array<sock_filter, 5> drop_requests{
      {BPF_STMT(BPF_LD | BPF_B | BPF_ABS, 13), BPF_STMT(BPF_ALU | BPF_AND | BPF_K, 0x12),
       BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0x02, 0, 1), BPF_STMT(BPF_RET, 0), BPF_STMT(BPF_RET, 0xffffffff)}};
  const sock_fprog program{static_cast<unsigned short>(drop_requests.size()), drop_requests.data()};
  if (endpoint_.port != 0) ::setsockopt(fd_.get(), SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

}  // namespace duet::net
