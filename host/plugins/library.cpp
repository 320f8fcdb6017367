#include "plugins/library.hpp"

#include <dlfcn.h>

#include <algorithm>
#include <boost/dll/shared_library.hpp>
#include <mutex>
#include <optional>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "plugins/barrier.hpp"
#include "plugins/elf_file.hpp"
#include "plugins/table.hpp"

namespace duet::plugins {
namespace {

using Entry = const duet_plugin*();

constexpr int kMajorsToLookFor = 100;

// Never destroyed, so that no library is closed when the process ends either.
struct Retained {
  std::mutex mutex;
  std::vector<boost::dll::shared_library> libraries;  // guarded by mutex
};

Retained& retained() {
  static auto* const all = new Retained;
  return *all;
}

// Opening a file twice gives one handle; the second reference to it may go.
void retain(boost::dll::shared_library library) {
  Retained& all = retained();
  const std::lock_guard lock(all.mutex);
  const bool known = std::any_of(all.libraries.begin(), all.libraries.end(),
                                 [&](const auto& other) { return other.native() == library.native(); });
  if (!known) all.libraries.push_back(std::move(library));
}

// The linker's own words, without the path that the error begins with anyway, and what helps.
std::string explain(std::string_view said, const std::filesystem::path& path) {
  const std::string prefix = path.string() + ": ";
  if (said.starts_with(prefix)) said.remove_prefix(prefix.size());
  std::string text = "cannot be loaded: " + std::string(said);
  if (said.find("undefined symbol") != said.npos) {
    text += "; link it with every library that it uses (duet_add_plugin(... LIBRARIES ...) finds what is missing)";
  } else if (said.find("cannot open shared object file") != said.npos) {
    text += "; install the library that it needs (ldd lists them)";
  } else if (said.find("version `") != said.npos) {
    text += "; build it on this system, or on an older one";
  }
  return text;
}

base::Error missing_entry(const boost::dll::shared_library& library, const std::filesystem::path& path) {
  for (int major = 0; major < kMajorsToLookFor; ++major) {
    const std::string name = "duet_plugin_v" + std::to_string(major);
    if (major == DUET_ABI_MAJOR || !library.has(name)) continue;
    return {path.string() + " exports " + name + ", so it is built for plugin ABI " + std::to_string(major) +
            ", and this host speaks plugin ABI " + std::to_string(DUET_ABI_MAJOR) +
            "; build the plugin with this host's SDK, or use a host for that ABI"};
  }
  return {path.string() + " does not export " DUET_ABI_ENTRY
                          "; a C++ plugin gets it from DUET_PLUGIN(...), and duet_add_plugin() keeps it visible"};
}

}  // namespace

base::Result<Library> Library::open(const std::filesystem::path& path) {
  if (auto checked = check_shared_library(path); !checked) return std::move(checked).error();

  // The dynamic linker looks for a bare name in its own folders, so it gets the whole path.
  std::error_code failed;
  const std::filesystem::path whole = std::filesystem::absolute(path, failed);
  boost::dll::shared_library library;
  using namespace boost::dll::load_mode;
  if (!failed) library.load(whole, rtld_now | rtld_local, failed);
  if (failed) {
    const char* said = ::dlerror();
    return base::Error{path.string() + " " + explain(said != nullptr ? said : failed.message(), whole)};
  }
  Entry* const entry = library.has(DUET_ABI_ENTRY) ? &library.get<Entry>(DUET_ABI_ENTRY) : nullptr;
  std::optional<base::Error> refused;
  if (entry == nullptr) refused = missing_entry(library, path);
  retain(std::move(library));
  if (refused) return std::move(*refused);

  const duet_plugin* table = nullptr;
  if (const auto thrown = thrown_by([&] { table = entry(); })) {
    return base::Error{path.string() + ": " DUET_ABI_ENTRY "() threw an exception: " + *thrown};
  }
  if (auto checked = check_table(table, path.string()); !checked) return std::move(checked).error();
  return Library(table, path.string());
}

base::Result<Library> Library::built_in(const std::string& name, const duet_plugin* table) {
  std::string origin = "built in as '" + name + "'";
  if (auto checked = check_table(table, origin); !checked) return std::move(checked).error();
  return Library(table, std::move(origin));
}

std::size_t retained_libraries() {
  Retained& all = retained();
  const std::lock_guard lock(all.mutex);
  return all.libraries.size();
}

}  // namespace duet::plugins
