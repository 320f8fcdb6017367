#include "app/summary.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace duet::app {
namespace {

using Row = std::array<std::string, 4>;

std::string format(const std::vector<Row>& rows) {
  std::array<std::size_t, 4> widths{};
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  }
  std::string text;
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - row[i].size() + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

bool is_unix(const Endpoint& endpoint) { return config::is_unix_address(endpoint.address); }

/// "host:port" with brackets around an IPv6 address; "unix:/path" and "systemd:NAME" as they are.
std::string authority(const Endpoint& endpoint) {
  if (!config::has_port(endpoint.address)) return endpoint.address;
  const bool v6 = endpoint.address.find(':') != std::string::npos;
  return (v6 ? "[" + endpoint.address + "]" : endpoint.address) + ":" + std::to_string(endpoint.port);
}

std::string url(const Endpoint& endpoint) {
  const std::string scheme = endpoint.tls ? "https" : "http";
  return scheme + (config::has_port(endpoint.address) ? "://" : "+") + authority(endpoint);
}

/// The endpoint as a client on this machine reaches it: to listen everywhere is no address to connect to.
Endpoint from_here(Endpoint endpoint) {
  if (endpoint.address == "0.0.0.0") endpoint.address = "127.0.0.1";
  if (endpoint.address == "::") endpoint.address = "::1";
  return endpoint;
}

/// What to type for a path. A certificate seldom names the addresses of this machine, so none is asked for.
std::string curl(const Endpoint& endpoint, const std::string& path) {
  const std::string options = endpoint.tls ? "  curl --insecure " : "  curl ";
  if (!is_unix(endpoint)) return options + url(from_here(endpoint)) + path + "\n";
  const std::string file = endpoint.address.substr(std::string_view("unix:").size());
  return options + "--unix-socket " + file + (endpoint.tls ? " https" : " http") + "://localhost" + path + "\n";
}

std::string grpcurl(const Endpoint& endpoint, const std::string& what) {
  const std::string options = endpoint.tls ? "  grpcurl -insecure " : "  grpcurl -plaintext ";
  return options + authority(from_here(endpoint)) + " " + what + "\n";
}

/// A line to try for each route that needs no input, by both doors if both are open.
std::string lines_to_try(const core::Catalog& catalog, const Doors& doors) {
  std::string text;
  for (const auto& route : catalog.route_list()) {
    if (route->http_method != "GET" || !route->path.variables.empty()) continue;
    if (!doors.rest.empty()) text += curl(doors.rest.front(), route->path.text);
    if (doors.grpc && route->method->on_grpc) text += grpcurl(*doors.grpc, route->method->full_name);
  }
  if (doors.grpc) text += grpcurl(*doors.grpc, "describe");
  return text;
}

}  // namespace

std::string routes_table(const core::Catalog& catalog) {
  std::vector<Row> rows{{"METHOD", "PATH", "RPC", "PLUGIN"}};
  for (const auto& method : catalog.methods()) {
    const std::string rpc = method->on_grpc ? method->full_name : "-";
    bool routed = false;
    for (const auto& route : catalog.route_list()) {
      if (route->method != method.get()) continue;
      const std::string origin = route->location.empty() ? "" : " (" + route->location + ")";
      rows.push_back({route->http_method, route->path.text, rpc, method->plugin + origin});
      routed = true;
    }
    if (!routed) rows.push_back({"-", "-", rpc, method->plugin});
  }
  return format(rows);
}

std::string greeting(const Assembly& assembly, const Doors& doors) {
  std::string text;
  for (const Part& part : assembly.parts) {
    text += "plugin " + part.plugin.name + " " + part.version + " from " + part.origin + "\n";
  }
  text += "\n" + routes_table(*assembly.catalog);
  if (const std::string lines = lines_to_try(*assembly.catalog, doors); !lines.empty()) text += "\ntry:\n" + lines;
  return text + "\nready:" + list_doors(doors) + "\n";
}

std::string list_doors(const Doors& doors) {
  std::string list;
  if (!doors.rest.empty()) list += " REST";
  for (const Endpoint& endpoint : doors.rest) list += " " + url(endpoint);
  if (doors.grpc) {
    list +=
        std::string(list.empty() ? "" : ",") + " gRPC " + authority(*doors.grpc) + (doors.grpc->tls ? " by TLS" : "");
  }
  return list;
}

std::uint16_t Doors::rest_port() const {
  for (const Endpoint& endpoint : rest) {
    if (endpoint.port != 0) return endpoint.port;
  }
  return 0;
}

std::uint16_t Doors::grpc_port() const { return grpc ? grpc->port : std::uint16_t{0}; }

}  // namespace duet::app
