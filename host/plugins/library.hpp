// A plugin's code: loaded from a shared library, or compiled into the program.
#pragma once

#include <duet/abi/plugin.h>

#include <cstddef>
#include <filesystem>
#include <string>

#include "base/result.hpp"

namespace duet::plugins {

/// A plugin's table that has passed check_table(), and where it comes from. A value: what it names lives as long as the
/// process, because a loaded library is never unloaded (its thread_local destructors, unique symbols and running frames
/// would be left without code).
class Library {
 public:
  /// Loads the shared library at `path`. What is wrong with it is said before any of its code runs, as far as its file
  /// can tell. Its initializers run on the calling thread. Not for a door's thread: it reads the disk.
  static base::Result<Library> open(const std::filesystem::path& path);

  /// The table of a plugin that is compiled into this program, under `name` in errors. `table` has static storage.
  static base::Result<Library> built_in(const std::string& name, const duet_plugin* table);

  const duet_plugin& table() const { return *table_; }
  /// For people: the path, or "built in as 'NAME'".
  const std::string& origin() const { return origin_; }

 private:
  Library(const duet_plugin* table, std::string origin) : table_(table), origin_(std::move(origin)) {}

  const duet_plugin* table_;
  std::string origin_;
};

/// How many shared libraries open() has brought into the process, those that were refused afterwards included.
/// [any thread]
std::size_t retained_libraries();

}  // namespace duet::plugins
