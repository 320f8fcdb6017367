#include "files.hpp"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>
#include <utility>

namespace pages {
namespace {

namespace fs = std::filesystem;

std::string_view media_type(const fs::path& path) {
  const std::string ending = path.extension().string();
  if (ending == ".html") return "text/html; charset=utf-8";
  if (ending == ".js") return "text/javascript; charset=utf-8";
  if (ending == ".css") return "text/css; charset=utf-8";
  return "application/octet-stream";
}

bool leads_out(const fs::path& name) {
  for (const fs::path& part : name) {
    if (part == "..") return true;
  }
  return name.is_absolute();
}

}  // namespace

duet::Result<duet::HttpBody> read_file(const std::string& folder, const std::string& name) {
  fs::path path = fs::path(folder) / name;
  if (fs::is_directory(path)) path /= "index.html";
  std::ifstream file(path, std::ios::binary);
  if (folder.empty() || leads_out(name) || !file) return duet::not_found("there is no file '{}'", name);
  std::string data((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  return duet::HttpBody{std::string(media_type(path)), duet::Bytes(std::move(data)), {}};
}

}  // namespace pages
