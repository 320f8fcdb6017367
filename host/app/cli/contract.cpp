#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/inspect.hpp"
#include "config/load.hpp"
#include "describe/export.hpp"

namespace duet::app::cli {
namespace {

int write_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code failed;
  std::filesystem::create_directories(path.parent_path(), failed);
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (!file) return report({"cannot write " + path.string() + "; is the folder writable?"});
  std::cout << path.string() << '\n';
  return 0;
}

/// Every file that protoc needs, below `out`.
int write_all(const core::Schema& schema, const std::filesystem::path& out) {
  for (const auto& [name, text] : describe::export_protos(schema)) {
    if (const int failed = write_file(out / name, text)) return failed;
  }
  return 0;
}

/// The plugins' own files, each under its name.
int print_own(const core::Schema& schema) {
  const auto all = describe::export_protos(schema);
  for (const std::string& name : schema.file_names()) {
    std::cout << "// " << name << '\n' << all.at(name) << '\n';
  }
  return 0;
}

}  // namespace

int contract_export(const ExportOptions& options) {
  const auto use = [&](const Assembly& assembly) {
    const core::Schema& schema = assembly.catalog->schema();
    return options.out.empty() ? print_own(schema) : write_all(schema, options.out);
  };
  if (options.plugin.empty()) return with_assembly(options.config, Depth::kContract, use);
  if (std::filesystem::path(options.plugin).extension() == ".so") {
    config::Config config;
    config::Plugin& plugin = config.plugin.emplace_back();
    plugin.file = std::filesystem::absolute(options.plugin);
    plugin.name = plugin.file.stem().string();
    return with_assembly(config, Depth::kContract, use);
  }
  auto config = config::load(options.config);
  if (!config) return report(config.error());
  std::erase_if(config->plugin, [&](const config::Plugin& plugin) { return plugin.name != options.plugin; });
  if (config->plugin.empty()) {
    return report({options.config + " has no plugin '" + options.plugin +
                   "'; give the name of one, or the path of a shared library (.so)"});
  }
  config->plugin.front().enabled = true;
  return with_assembly(*config, Depth::kContract, use);
}

}  // namespace duet::app::cli
