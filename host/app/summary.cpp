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

/// "host:port", with brackets around an IPv6 address.
std::string authority(const std::string& address, std::uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  return (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

/// A line to try for the first route that needs no input, by both doors if both are open.
std::string lines_to_try(const core::Catalog& catalog, const Doors& doors) {
  std::string text;
  for (const auto& route : catalog.route_list()) {
    if (route->http_method != "GET" || !route->path.variables.empty()) continue;
    if (doors.rest_port != 0) {
      text += "  curl http://" + authority(doors.rest_address, doors.rest_port) + route->path.text + "\n";
    }
    if (doors.grpc_port != 0 && route->method->on_grpc) {
      text += "  grpcurl -plaintext " + authority(doors.grpc_address, doors.grpc_port) + " " +
              route->method->full_name + "\n";
    }
  }
  if (doors.grpc_port != 0) {
    text += "  grpcurl -plaintext " + authority(doors.grpc_address, doors.grpc_port) + " describe\n";
  }
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
      rows.push_back({route->http_method, route->path.text, rpc, method->plugin});
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
  text += "\nready:";
  if (doors.rest_port != 0) text += " REST http://" + authority(doors.rest_address, doors.rest_port);
  if (doors.rest_port != 0 && doors.grpc_port != 0) text += ",";
  if (doors.grpc_port != 0) text += " gRPC " + authority(doors.grpc_address, doors.grpc_port);
  return text + "\n";
}

}  // namespace duet::app
