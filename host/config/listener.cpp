#include "config/listener.hpp"

#include "base/ip_network.hpp"
#include "config/config.hpp"

namespace duet::config {
namespace {

// Which addresses a listener takes the port of.
struct Reach {
  bool all_v4 = false;
  bool all_v6 = false;
  base::IpAddress address;
};

bool is_v4(const base::IpAddress& address) {
  static const base::IpNetwork mapped = *base::IpNetwork::parse("0.0.0.0/0");
  return mapped.contains(address);
}

Reach reach_of(const Listener& listener) {
  static const base::IpAddress any_v4 = *base::IpAddress::parse("0.0.0.0");
  static const base::IpAddress any_v6 = *base::IpAddress::parse("::");
  if (listener.address == "*") return {true, true, any_v6};
  const base::IpAddress address = base::IpAddress::parse(listener.address).value_or(any_v6);
  if (address == any_v6) return {listener.ipv4_too, true, address};
  return {address == any_v4, false, address};
}

}  // namespace

std::vector<Listener> listeners(const Rest& rest) {
  std::vector<Listener> all = rest.listener.empty() ? std::vector{rest.listen} : rest.listener;
  const bool has_certificate = !rest.tls.certificate.empty();
  for (Listener& each : all) {
    each.tls = each.tls.value_or(has_certificate && !is_unix_address(each.address));
    each.grpc_web = each.grpc_web.value_or(rest.grpc_web);
    each.connect = each.connect.value_or(rest.connect);
  }
  return all;
}

bool overlap(const Listener& one, const Listener& other) {
  if (!has_port(one.address) || !has_port(other.address)) return one.address == other.address;
  if (one.port != other.port || one.port == 0) return false;
  const Reach a = reach_of(one);
  const Reach b = reach_of(other);
  if (a.address == b.address) return true;
  const auto covers = [](const Reach& wide, const Reach& narrow) {
    if (narrow.all_v4 || narrow.all_v6) return (wide.all_v4 && narrow.all_v4) || (wide.all_v6 && narrow.all_v6);
    return is_v4(narrow.address) ? wide.all_v4 : wide.all_v6;
  };
  return covers(a, b) || covers(b, a);
}

}  // namespace duet::config
