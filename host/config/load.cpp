#include "config/load.hpp"

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "config/checks.hpp"
#include "config/reader.hpp"
#include "config/toml_tree.hpp"

namespace duet::config {
namespace {

base::Result<std::string> read_file(const std::filesystem::path& file) {
  const auto failure = [&file](int error) {
    return base::Error{file.string() + ": cannot be read: " + std::generic_category().message(error)};
  };
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> stream(std::fopen(file.c_str(), "rbe"), std::fclose);
  if (!stream) return failure(errno);
  std::string text;
  char buffer[16384];
  while (const std::size_t n = std::fread(buffer, 1, sizeof buffer, stream.get())) text.append(buffer, n);
  if (std::ferror(stream.get()) != 0) return failure(errno);
  return text;
}

}  // namespace

base::Result<Config, Errors> load(const std::filesystem::path& file) {
  const auto text = read_file(file);
  if (!text) return Errors{text.error().message};
  return parse(*text, file);
}

base::Result<Config, Errors> parse(std::string_view text, const std::filesystem::path& file) {
  const auto root = parse_toml(text);
  if (!root) return Errors{show_location(file.string(), root.error().position) + ": " + root.error().message};
  Problems problems(file.string());
  Config config = read_config(*root->as<Table>(), file.parent_path(), problems);
  check(*root->as<Table>(), config, problems);
  Errors errors = problems.lines();
  if (!errors.empty()) return errors;
  return config;
}

}  // namespace duet::config
