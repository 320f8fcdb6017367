#include "app/cli/door_report.hpp"

#include <arpa/inet.h>
#include <ifaddrs.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "app/summary.hpp"
#include "base/ip_network.hpp"
#include "tls/expiry.hpp"

namespace duet::app::cli {
namespace {

/// Addresses of this machine, the ones for listening everywhere included.
std::vector<base::IpAddress> own_addresses() {
  std::vector<base::IpAddress> own = {*base::IpAddress::parse("0.0.0.0"), *base::IpAddress::parse("::")};
  ifaddrs* first = nullptr;
  if (getifaddrs(&first) != 0) return own;
  const std::unique_ptr<ifaddrs, void (*)(ifaddrs*)> list(first, freeifaddrs);
  for (const ifaddrs* each = first; each != nullptr; each = each->ifa_next) {
    char text[INET6_ADDRSTRLEN];
    const sockaddr* address = each->ifa_addr;
    const void* bytes = nullptr;
    if (address != nullptr && address->sa_family == AF_INET) {
      bytes = &reinterpret_cast<const sockaddr_in*>(address)->sin_addr;
    } else if (address != nullptr && address->sa_family == AF_INET6) {
      bytes = &reinterpret_cast<const sockaddr_in6*>(address)->sin6_addr;
    }
    if (bytes == nullptr || inet_ntop(address->sa_family, bytes, text, sizeof text) == nullptr) continue;
    if (const auto parsed = base::IpAddress::parse(text)) own.push_back(*parsed);
  }
  return own;
}

/// All of 127.0.0.0/8 is this machine, one of it only is on an interface.
bool is_here(const base::IpAddress& address) {
  static const base::IpNetwork loopback = *base::IpNetwork::parse("127.0.0.0/8");
  const auto own = own_addresses();
  return loopback.contains(address) || std::find(own.begin(), own.end(), address) != own.end();
}

void check_address(const std::string& address, const std::string& key, std::vector<std::string>& warnings) {
  if (config::is_unix_address(address)) {
    const auto folder = std::filesystem::path(address.substr(std::string_view("unix:").size())).parent_path();
    std::error_code failed;
    if (!std::filesystem::is_directory(folder, failed)) {
      warnings.push_back(key + ": " + folder.string() + " is no folder here; make it before the host starts");
    }
    return;
  }
  const auto parsed = base::IpAddress::parse(address);
  if (parsed && !is_here(*parsed)) {
    warnings.push_back(key + ": " + address + " is no address of this machine now; the host would not start");
  }
}

void add_certificate(const std::string& table, const std::shared_ptr<tls::Store>& store, std::int64_t now_s,
                     DoorReport& report) {
  if (store == nullptr) return;
  const auto credentials = store->current();
  report.lines.push_back(table + ": " + tls::describe(*credentials, now_s));
  if (const auto warning = tls::expiry_warning(*credentials, now_s)) report.warnings.push_back(table + ": " + *warning);
}

}  // namespace

DoorReport report_doors(const config::Config& config, const Certificates& certificates, std::int64_t now_s) {
  DoorReport report;
  Doors doors;
  if (config.rest.enabled) {
    const auto all = config::listeners(config.rest);
    for (std::size_t i = 0; i < all.size(); ++i) {
      const bool listed = !config.rest.listener.empty();
      check_address(all[i].address, listed ? "rest.listener[" + std::to_string(i) + "].address" : "rest.address",
                    report.warnings);
      doors.rest.push_back({all[i].address, all[i].port, all[i].tls.value_or(false)});
    }
  }
  if (config.grpc.enabled) {
    check_address(config.grpc.address, "grpc.address", report.warnings);
    doors.grpc = Endpoint{config.grpc.address, config.grpc.port, certificates.grpc != nullptr};
  }
  report.lines.push_back("doors:" + list_doors(doors));
  add_certificate("rest.tls", certificates.rest, now_s, report);
  add_certificate("grpc.tls", certificates.grpc, now_s, report);
  return report;
}

}  // namespace duet::app::cli
