#include <filesystem>
#include <fstream>
#include <iostream>

#include "app/cli/commands.hpp"
#include "app/cli/contract_source.hpp"
#include "app/cli/inspect.hpp"
#include "describe/export.hpp"

namespace duet::app::cli {
namespace {

int write_file(const std::filesystem::path& path, const std::string& text) {
  std::error_code failed;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), failed);
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

int print(const std::string& bytes) {
  std::cout << bytes << std::flush;
  return std::cout ? 0 : report({"cannot write to the standard output; is there room?"});
}

}  // namespace

int contract_export(const ExportOptions& options) {
  const auto config = plugin_config(options.plugin, options.config);
  if (!config) return report(config.error());
  return with_assembly(*config, Depth::kContract, [&](const Assembly& assembly) {
    const core::Schema& schema = assembly.catalog->schema();
    if (options.descriptor_set) {
      const std::string set = describe::export_descriptor_set(schema);
      return options.out.empty() ? print(set) : write_file(options.out, set);
    }
    return options.out.empty() ? print_own(schema) : write_all(schema, options.out);
  });
}

}  // namespace duet::app::cli
