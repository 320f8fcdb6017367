// Every key of config.toml: the one list from which the file is read and the reference is written.
#pragma once

#include <vector>

#include "config/config.hpp"
#include "config/key.hpp"

namespace duet::config {

// The keys of one table, in the order of the reference. Built once, never changed.
const std::vector<Key<Log>>& log_keys();
const std::vector<Key<Rest>>& rest_keys();
const std::vector<Key<Grpc>>& grpc_keys();
const std::vector<Key<Executor>>& executor_keys();
const std::vector<Key<Calls>>& calls_keys();
const std::vector<Key<Shutdown>>& shutdown_keys();
const std::vector<Key<Plugins>>& plugins_keys();
const std::vector<Key<Plugin>>& plugin_keys();  // without the table "settings", whose keys are the plugin's

// visit("rest", &Config::rest, rest_keys()) and so on for every table that there is once.
template <class Visitor>
void for_each_section(Visitor&& visit) {
  visit("log", &Config::log, log_keys());
  visit("rest", &Config::rest, rest_keys());
  visit("grpc", &Config::grpc, grpc_keys());
  visit("executor", &Config::executor, executor_keys());
  visit("calls", &Config::calls, calls_keys());
  visit("shutdown", &Config::shutdown, shutdown_keys());
  visit("plugins", &Config::plugins, plugins_keys());
}

}  // namespace duet::config
