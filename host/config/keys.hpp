// Every key and table of config.toml: the one list from which the file is read and the reference is written.
#pragma once

#include <tuple>
#include <type_traits>
#include <vector>

#include "config/config.hpp"
#include "config/key.hpp"

namespace duet::config {

// The keys of the table that fills an S, in the order of the reference. Built once, never changed. A [[plugin]] has the
// table "settings" besides, whose keys are the plugin's.
template <class S>
const std::vector<Key<S>>& keys();
template <>
const std::vector<Key<Config>>& keys();  // none: all is in tables
template <>
const std::vector<Key<Log>>& keys();
template <>
const std::vector<Key<Rest>>& keys();
template <>
const std::vector<Key<Listener>>& keys();
template <>
const std::vector<Key<Compression>>& keys();
template <>
const std::vector<Key<Tls>>& keys();
template <>
const std::vector<Key<Grpc>>& keys();
template <>
const std::vector<Key<Certificates>>& keys();
template <>
const std::vector<Key<Executor>>& keys();
template <>
const std::vector<Key<Calls>>& keys();
template <>
const std::vector<Key<Shutdown>>& keys();
template <>
const std::vector<Key<Plugins>>& keys();
template <>
const std::vector<Key<Plugin>>& keys();
template <>
const std::vector<Key<PluginMethod>>& keys();
template <>
const std::vector<Key<PluginRoute>>& keys();

// The keys of [rest] that say where it listens, and that [[rest.listener]] takes the place of.
const std::vector<Key<Rest>>& single_listener_keys();

// A table below the one of S: once, or, where the member is a vector, as often as the file has it.
template <class S, class Member>
struct TableBelow {
  std::string_view name;
  Member S::*member;
};

template <class T>
struct ListOf : std::false_type {
  using Item = T;
};
template <class T>
struct ListOf<std::vector<T>> : std::true_type {
  using Item = T;
};

template <class S>
inline constexpr std::tuple<> kTables{};
template <>
inline constexpr std::tuple kTables<Rest>{TableBelow{"listener", &Rest::listener},
                                          TableBelow{"compression", &Rest::compression}, TableBelow{"tls", &Rest::tls}};
template <>
inline constexpr std::tuple kTables<Grpc>{TableBelow{"tls", &Grpc::tls}};
template <>
inline constexpr std::tuple kTables<Plugin>{TableBelow{"method", &Plugin::method}, TableBelow{"route", &Plugin::route}};
template <>
inline constexpr std::tuple kTables<Config>{
    TableBelow{"log", &Config::log},           TableBelow{"rest", &Config::rest},
    TableBelow{"grpc", &Config::grpc},         TableBelow{"tls", &Config::tls},
    TableBelow{"executor", &Config::executor}, TableBelow{"calls", &Config::calls},
    TableBelow{"shutdown", &Config::shutdown}, TableBelow{"plugins", &Config::plugins},
    TableBelow{"plugin", &Config::plugin}};

// visit(TableBelow) for each table below the one of S.
template <class S, class Visitor>
void for_each_table(Visitor&& visit) {
  std::apply([&visit](const auto&... below) { (visit(below), ...); }, kTables<S>);
}

// "rest" and "tls" make "rest.tls"; below the root it is the name alone.
inline std::string table_name(std::string_view parent, std::string_view name) {
  return parent.empty() ? std::string(name) : std::string(parent) + "." + std::string(name);
}

}  // namespace duet::config
