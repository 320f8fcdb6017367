#include "config/load.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace config = duet::config;
namespace fs = std::filesystem;

namespace {

class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "duet-config-XXXXXX").string();
    path_ = ::mkdtemp(name.data());
  }
  ~Folder() { fs::remove_all(path_); }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

}  // namespace

TEST_CASE("relative paths count from the file's folder") {
  const Folder folder;
  const fs::path file = folder.path() / "duet.toml";
  std::ofstream(file) << "[plugins]\ndirectory = \"../lib\"\n[[plugin]]\nname = \"a\"\n"
                      << "[[plugin]]\nname = \"b\"\nfile = \"/opt/b.so\"\n";
  const auto loaded = config::load(file);
  REQUIRE(loaded.ok());
  CHECK(loaded->plugins.directory == folder.path().parent_path() / "lib");
  CHECK(config::plugin_file(*loaded, loaded->plugin.at(0)) == folder.path().parent_path() / "lib/a.so");
  CHECK(config::plugin_file(*loaded, loaded->plugin.at(1)) == "/opt/b.so");
}

TEST_CASE("a default path counts from the file's folder too") {
  const auto loaded = config::parse("", "/etc/duet/config.toml");
  REQUIRE(loaded.ok());
  CHECK(loaded->plugins.directory == "/etc/duet/plugins");
}

TEST_CASE("a file that is not there is named") {
  const auto loaded = config::load("/nonexistent/config.toml");
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error() == config::Errors{"/nonexistent/config.toml: cannot be read: No such file or directory"});
}

TEST_CASE("a folder is not a file") {
  const Folder folder;
  const auto loaded = config::load(folder.path());
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error() == config::Errors{folder.path().string() + ": cannot be read: Is a directory"});
}

TEST_CASE("text that is no TOML at all is refused, not crashed on") {
  for (const std::string_view text : {"\xFF\xFE", "[", "[[", "a", "a =", "a = \"", "a = [1", "a = {", "a.b.c", "\"\"\"",
                                      "a = 99999999999999999999", "a = 1979-13-40", "a = 1\na = 2", "[a]\n[a]"}) {
    CAPTURE(text);
    CHECK_FALSE(config::parse(text, "config.toml").ok());
  }
  CHECK_FALSE(config::parse(std::string("a = 1\0b", 7), "config.toml").ok());
  const std::string deep(100'000, '[');
  CHECK_FALSE(config::parse("a = " + deep, "config.toml").ok());
}
