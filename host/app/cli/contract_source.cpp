#include "app/cli/contract_source.hpp"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "app/door_options.hpp"
#include "config/load.hpp"
#include "describe/export.hpp"
#include "grpc/reflection_client.hpp"

namespace duet::app::cli {
namespace {

namespace fs = std::filesystem;
using Read = base::Result<Source, Errors>;

base::Result<std::string, Errors> read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (!in || in.bad()) return Errors{path.string() + " cannot be read; is it there, and may you read it?"};
  return text;
}

Read to_source(contract::ReadContract contract, Source source = {}) {
  if (!contract) return std::move(contract.error());
  source.contract = std::move(*contract);
  return source;
}

// --- .proto files

/// Where the import paths of `file` begin: above the folders of its package, if it is in such, or where it is.
fs::path root_of(const fs::path& file, std::string package) {
  std::replace(package.begin(), package.end(), '.', '/');
  const fs::path wanted(package);
  fs::path folder = file.parent_path();
  for (auto part = std::make_reverse_iterator(wanted.end()); part != std::make_reverse_iterator(wanted.begin());
       ++part) {
    if (folder.filename() != *part) return file.parent_path();
    folder = folder.parent_path();
  }
  return folder;
}

Read read_protos(const fs::path& root, const std::vector<fs::path>& files) {
  std::vector<std::string> names;
  for (const fs::path& file : files) {
    names.push_back(file.lexically_relative(root).generic_string());
    if (names.back().starts_with("..")) {
      return Errors{file.string() + " is not below --proto-path " + root.string() + "; give a folder above it"};
    }
  }
  return to_source(contract::read_proto_files(root.string(), names));
}

Read read_folder(const fs::path& folder, const fs::path& root) {
  std::vector<fs::path> files;
  std::error_code failed;
  for (fs::recursive_directory_iterator entry(folder, failed), end; !failed && entry != end; entry.increment(failed)) {
    if (entry->path().extension() == ".proto") files.push_back(entry->path());
  }
  if (failed) return Errors{folder.string() + " cannot be read: " + failed.message()};
  if (files.empty()) return Errors{folder.string() + " holds no .proto file; give the folder that they are below"};
  std::sort(files.begin(), files.end());
  return read_protos(root, files);
}

fs::path absolute(const std::string& path) { return fs::absolute(path).lexically_normal(); }

/// `folder/` and `folder` are the same.
fs::path absolute_folder(const std::string& path) {
  const fs::path folder = absolute(path);
  return folder.has_filename() ? folder : folder.parent_path();
}

/// The name of the only one of `files` in `package`; empty if there is none or there are several.
std::string only_file_of(const std::string& package, const contract::Files& files) {
  std::string name;
  for (const auto* file : files) {
    if (file->package() != package) continue;
    if (!name.empty()) return {};
    name = file->name();
  }
  return name;
}

Read read_proto(const std::string& what, const SourceOptions& options) {
  const fs::path file = absolute(what);
  if (!options.proto_path.empty()) return read_protos(absolute_folder(options.proto_path), {file});
  auto text = read_file(file);
  if (!text) return std::move(text.error());
  const std::string package = contract::package_of(*text);
  const fs::path root = root_of(file, package);
  // A file that was kept by itself, as `duet contract export` prints it, is compared with the file that it came of.
  const bool by_itself = !package.empty() && root == file.parent_path();
  const std::string name = by_itself ? only_file_of(package, options.counterpart) : std::string();
  if (name.empty()) return read_protos(root, {file});
  return to_source(contract::read_proto_files(root.string(), {name}, {{name, file.string()}}));
}

// --- plugins

Read read_plugins(const config::Config& config, bool one) {
  core::Dispatcher dispatcher(dispatcher_options(config));
  const auto assembly = assemble(config, {}, Depth::kContract, dispatcher);
  if (!assembly) return assembly.error();
  const auto texts = describe::export_protos(assembly->catalog->schema());
  return to_source(contract::read_proto_texts(texts), {{}, one, false});
}

Read read_plugins(const std::string& plugin, const std::string& config_file) {
  const auto config = plugin_config(plugin, config_file);
  return config ? read_plugins(*config, !plugin.empty()) : Read(config.error());
}

// --- servers

/// Nothing if it is no address.
std::optional<grpc_door::ReflectionTarget> address_of(std::string_view what) {
  constexpr std::string_view kPlain = "grpc://";
  constexpr std::string_view kTls = "grpcs://";
  grpc_door::ReflectionTarget target;
  if (what.starts_with(kPlain)) {
    target.address = what.substr(kPlain.size());
    return target;
  }
  if (what.starts_with(kTls)) {
    target.address = what.substr(kTls.size());
    target.tls = true;
    return target;
  }
  target.address = what;
  if (what.starts_with("unix:")) return target;
  const std::size_t colon = what.rfind(':');
  const std::string_view port = colon == what.npos ? "" : what.substr(colon + 1);
  const bool is_port = !port.empty() && port.find_first_not_of("0123456789") == port.npos;
  return colon > 0 && is_port ? std::optional(target) : std::nullopt;
}

Read ask_server(grpc_door::ReflectionTarget target, const std::string& ca) {
  if (!ca.empty()) {
    auto pem = read_file(ca);
    if (!pem) return std::move(pem.error());
    target.ca_pem = std::move(*pem);
  }
  const auto set = grpc_door::fetch_descriptor_set(target);
  if (!set) return Errors{set.error().message};
  if (set->empty()) {
    return Errors{target.address + " tells of no service by reflection; has it a plugin, and has that gRPC?"};
  }
  return to_source(contract::read_descriptor_set(*set, target.address), {{}, false, true});
}

}  // namespace

base::Result<config::Config, Errors> plugin_config(const std::string& plugin, const std::string& config) {
  if (fs::path(plugin).extension() == ".so") {
    config::Config only;
    config::Plugin& added = only.plugin.emplace_back();
    added.file = fs::absolute(plugin);
    added.name = added.file.stem().string();
    return only;
  }
  auto loaded = config::load(config);
  if (!loaded || plugin.empty()) return loaded;
  std::erase_if(loaded->plugin, [&](const config::Plugin& each) { return each.name != plugin; });
  if (loaded->plugin.empty()) {
    return Errors{config + " has no plugin '" + plugin +
                  "'; give the name of one, or the path of a shared library (.so)"};
  }
  loaded->plugin.front().enabled = true;
  return loaded;
}

Read read_source(const std::string& what, const SourceOptions& options) {
  if (what.empty()) return read_plugins("", options.config);
  std::error_code ignored;
  if (fs::is_directory(what, ignored)) {
    const fs::path folder = absolute_folder(what);
    return read_folder(folder, options.proto_path.empty() ? folder : absolute_folder(options.proto_path));
  }
  const std::string extension = fs::path(what).extension().string();
  if (extension == ".proto") return read_proto(what, options);
  if (extension == ".so") return read_plugins(what, options.config);
  if (fs::exists(what, ignored)) {
    auto bytes = read_file(what);
    if (!bytes) return std::move(bytes.error());
    return to_source(contract::read_descriptor_set(*bytes, what));
  }
  if (const auto target = address_of(what)) return ask_server(*target, options.ca);
  Errors absent{
      what +
      " is not there; give a .proto file or a folder of them, a descriptor set, a plugin (.so, or its name in "
      "the configuration) or a running host (HOST:PORT, unix:PATH)"};
  if (what.find('/') != what.npos) return absent;
  const auto config = plugin_config(what, options.config);
  if (config) return read_plugins(*config, true);
  absent.insert(absent.end(), config.error().begin(), config.error().end());
  return absent;
}

}  // namespace duet::app::cli
