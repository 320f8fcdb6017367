#include "config/checks.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <utility>

#include "config/keys.hpp"

namespace duet::config {
namespace {

using Path = std::initializer_list<std::string_view>;

// The value at the path of tables and a key, or null.
const Node* find(const Table& root, Path path) {
  const Table* table = &root;
  const Node* node = nullptr;
  for (const std::string_view name : path) {
    const Member* member = table == nullptr ? nullptr : find_member(*table, name);
    if (member == nullptr) return nullptr;
    node = &member->value;
    table = node->as<Table>();
  }
  return node;
}

// Where the first of them stands that is there.
Position place_of(const Table& root, std::initializer_list<Path> paths) {
  for (const Path& path : paths) {
    if (const Node* node = find(root, path)) return node->position;
  }
  return {};
}

class Checker {
 public:
  Checker(const Table& root, const Config& config, Problems& problems)
      : root_(root), config_(config), problems_(problems) {}

  void check_timeouts() {
    const Calls& calls = config_.calls;
    if (calls.max_timeout == 0s || calls.default_timeout <= calls.max_timeout) return;
    problems_.report(place_of(root_, {{"calls", "default_timeout"}, {"calls", "max_timeout"}}),
                     "'calls.default_timeout' (" + show_duration(calls.default_timeout) +
                         ") is longer than 'calls.max_timeout' (" + show_duration(calls.max_timeout) + ")");
  }

  void check_head() {
    const Rest& rest = config_.rest;
    const Node* line = find(root_, {"rest", "max_request_line_bytes"});
    if (line == nullptr || rest.max_request_line_bytes <= rest.max_header_bytes) return;
    problems_.report(line->position, "'rest.max_request_line_bytes' (" + show_size(rest.max_request_line_bytes) +
                                         ") is above 'rest.max_header_bytes' (" + show_size(rest.max_header_bytes) +
                                         "), which counts the first line too");
  }

  // What each door says of its certificates.
  void check_tls(std::string_view door, const Tls& tls) {
    const std::string table = std::string(door) + ".tls";
    const auto place = [&](std::string_view key) { return place_of(root_, {{door, "tls", key}, {door, "tls"}}); };
    if (tls.certificate.empty() != tls.key.empty()) {
      const bool has_key = tls.certificate.empty();
      problems_.report(place(has_key ? "key" : "certificate"),
                       "'" + table + (has_key ? ".key' needs '" : ".certificate' needs '") + table +
                           (has_key ? ".certificate': the file with the certificate that it belongs to"
                                    : ".key': the file with the key that it was made for"));
      return;
    }
    const bool asks = tls.client_certificates != Tls::ClientCertificates::off;
    if (asks && tls.certificate.empty()) {
      problems_.report(place("client_certificates"), "'" + table + ".client_certificates' needs '" + table +
                                                         ".certificate' and '" + table +
                                                         ".key'; there is no TLS without");
    } else if (asks && tls.client_ca.empty()) {
      problems_.report(place("client_certificates"), "'" + table + ".client_certificates' needs '" + table +
                                                         ".client_ca': the file that says whose signature counts");
    } else if (!asks && !tls.client_ca.empty()) {
      problems_.report(place("client_ca"), "'" + table + ".client_ca' is of no use while '" + table +
                                               ".client_certificates' is \"off\"; set that to \"optional\" or "
                                               "\"required\", or take this out");
    }
  }

  void check_listeners() {
    const Rest& rest = config_.rest;
    if (rest.listener.empty()) {
      check_listener(rest.listen, "rest", find(root_, {"rest"}));
      return;
    }
    for (const Key<Rest>& key : single_listener_keys()) {
      if (const Node* node = find(root_, {"rest", key.name})) {
        problems_.report(node->position,
                         "'rest." + std::string(key.name) +
                             "' and [[rest.listener]] are both there; say it in each [[rest.listener]]");
      }
    }
    const Array& items = *find(root_, {"rest", "listener"})->as<Array>();
    for (std::size_t i = 0; i < items.size(); ++i) check_listener(rest.listener[i], listener_name(i), &items[i]);
  }

  // Two that cannot listen at one time.
  void check_overlaps() {
    std::vector<Open> open;
    if (config_.rest.enabled) {
      const auto all = listeners(config_.rest);
      const Node* items = find(root_, {"rest", "listener"});
      for (std::size_t i = 0; i < all.size(); ++i) {
        const bool listed = !config_.rest.listener.empty();
        open.push_back(
            {all[i], listed ? listener_name(i) : "rest", listed ? &(*items->as<Array>())[i] : find(root_, {"rest"})});
      }
    }
    if (config_.grpc.enabled) {
      Listener grpc;
      grpc.address = config_.grpc.address;
      grpc.port = config_.grpc.port;
      open.push_back({grpc, "grpc", find(root_, {"grpc"})});
    }
    for (std::size_t later = 1; later < open.size(); ++later) {
      for (std::size_t earlier = 0; earlier < later; ++earlier) {
        if (overlap(open[earlier].listener, open[later].listener)) report_overlap(open[earlier], open[later]);
      }
    }
  }

  void check_names() {
    const Node* plugins = find(root_, {"plugin"});
    const Array* items = plugins == nullptr ? nullptr : plugins->as<Array>();
    if (items == nullptr) return;
    Firsts names;
    for (std::size_t i = 0; i < items->size(); ++i) {
      const Plugin& plugin = config_.plugin[i];
      check_once(names, plugin.name, (*items)[i], "plugin '");
      Firsts of_plugin;
      const Array& methods = list_below((*items)[i], "method");
      for (std::size_t m = 0; m < methods.size(); ++m) {
        check_once(of_plugin, plugin.method[m].name, methods[m], "plugin '" + plugin.name + "': method '");
      }
      for (const Node& route : list_below((*items)[i], "route")) check_route(route, plugin.name);
    }
  }

 private:
  using Firsts = std::map<std::string, Position>;

  struct Open {
    Listener listener;
    std::string name;
    const Node* table;  // null if the file has none
  };

  static std::string listener_name(std::size_t index) { return "rest.listener[" + std::to_string(index) + "]"; }

  // Where a key of a table stands, or else the table.
  static Position key_place(const Node* node, std::string_view key) {
    const Table* table = node == nullptr ? nullptr : node->as<Table>();
    const Member* member = table == nullptr ? nullptr : find_member(*table, key);
    return member != nullptr ? member->value.position : node != nullptr ? node->position : Position{};
  }

  // The tables of a list, or none.
  static const Array& list_below(const Node& node, std::string_view name) {
    static const Array none;
    const Table* table = node.as<Table>();
    const Node* list = table == nullptr ? nullptr : find(*table, {name});
    return list == nullptr || list->as<Array>() == nullptr ? none : *list->as<Array>();
  }

  // A route has one HTTP method and one path.
  void check_route(const Node& route, const std::string& plugin) {
    const Table* table = route.as<Table>();
    if (table == nullptr) return;
    const auto is_set = [&](std::string_view key) {
      const Member* member = find_member(*table, key);
      return member != nullptr &&
             (member->value.as<std::string>() == nullptr || !member->value.as<std::string>()->empty());
    };
    const auto refuse = [&](std::string_view key, const std::string& message) {
      problems_.report(key_place(&route, key), "plugin '" + plugin + "': 'plugin.route" + message);
    };
    std::string_view first;
    for (const std::string_view key : {"get", "put", "post", "delete", "patch", "path"}) {
      if (!is_set(key)) continue;
      if (!first.empty()) {
        refuse(key, "." + std::string(first) + "' and 'plugin.route." + std::string(key) +
                        "' are both there; write a [[plugin.route]] for each");
      } else {
        first = key;
      }
    }
    if (is_set("path") && !is_set("http_method")) {
      refuse("path", ".path' needs 'plugin.route.http_method': what reaches it");
    } else if (is_set("http_method") && !is_set("path")) {
      refuse("http_method", ".http_method' needs 'plugin.route.path': the template that it is for");
    } else if (first.empty()) {
      refuse("", "' has no path; give it one of get, put, post, delete and patch, or http_method and path");
    }
  }

  // May anybody at all be a trusted proxy of a socket there? Of which kind systemd's are is not known here.
  bool has_proxy_for(const std::string& address) const {
    const std::vector<std::string>& proxies = config_.rest.trusted_proxies;
    const bool passed_on = !is_unix_address(address) && !has_port(address);
    return std::any_of(proxies.begin(), proxies.end(), [&](const std::string& proxy) {
      return passed_on || (proxy == "unix") == is_unix_address(address);
    });
  }

  void check_listener(const Listener& listener, const std::string& name, const Node* table) {
    if (listener.tls.value_or(false) && config_.rest.tls.certificate.empty()) {
      problems_.report(key_place(table, "tls"), "'" + name + ".tls' needs a certificate and its key in [rest.tls]");
    }
    if (listener.proxy_protocol && !has_proxy_for(listener.address)) {
      const std::string needed = is_unix_address(listener.address) ? "\"unix\" in 'rest.trusted_proxies'"
                                                                   : "an address in 'rest.trusted_proxies'";
      problems_.report(key_place(table, "proxy_protocol"),
                       "'" + name + ".proxy_protocol' needs " + needed + ": nobody else may connect then");
    }
  }

  void report_overlap(const Open& one, const Open& other) {
    const Listener& a = one.listener;
    const Listener& b = other.listener;
    const bool ports = has_port(a.address);
    const std::string_view key = ports ? "port" : "address";
    const std::string where = !ports ? a.address
                              : a.address == b.address
                                  ? std::to_string(a.port) + " on " + a.address
                                  : std::to_string(a.port) + " on " + a.address + " and on " + b.address;
    Position place = key_place(other.table, key);
    if (other.table == nullptr) place = key_place(one.table, key);
    problems_.report(place, "'" + one.name + "." + std::string(key) + "' and '" + other.name + "." + std::string(key) +
                                "' are both " + where + "; give each its own");
  }

  void check_once(Firsts& firsts, const std::string& name, const Node& item, const std::string& what) {
    if (name.empty()) return;
    const Position place = key_place(&item, "name");
    const auto [first, is_new] = firsts.emplace(name, place);
    if (is_new) return;
    problems_.report(
        place, what + name + "' is there twice; the first one is at " + show_location(problems_.file(), first->second));
  }

  const Table& root_;
  const Config& config_;
  Problems& problems_;
};

}  // namespace

void check(const Table& root, const Config& config, Problems& problems) {
  Checker checker(root, config, problems);
  checker.check_timeouts();
  checker.check_head();
  checker.check_tls("rest", config.rest.tls);
  checker.check_tls("grpc", config.grpc.tls);
  checker.check_listeners();
  checker.check_overlaps();
  checker.check_names();
}

}  // namespace duet::config
