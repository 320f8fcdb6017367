#include "plugins/elf_file.hpp"

#include <fcntl.h>
#include <link.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>

// The header of the program itself, placed by the linker: it says which machine the host is built for.
extern "C" const ElfW(Ehdr) __ehdr_start __attribute__((visibility("hidden")));

namespace duet::plugins {
namespace {

using Header = ElfW(Ehdr);
using Segment = ElfW(Phdr);

constexpr std::string_view kRebuild = "build it with duet_add_plugin()";
constexpr std::string_view kCopyAgain = "copy it or build it again";

class Descriptor {
 public:
  explicit Descriptor(const std::filesystem::path& path)
      : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return fd_ >= 0; }

  // How many bytes there were, up to `size`.
  std::size_t read(void* to, std::size_t size, std::uint64_t offset) const {
    std::size_t done = 0;
    while (done < size) {
      const ssize_t got = ::pread(fd_, static_cast<char*>(to) + done, size - done, static_cast<off_t>(offset + done));
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) break;
      done += static_cast<std::size_t>(got);
    }
    return done;
  }

 private:
  int fd_;
};

base::Error refuse(const std::filesystem::path& path, std::string_view cause, std::string_view mend) {
  return {path.string() + " " + std::string(cause) + "; " + std::string(mend)};
}

std::string machine_name(unsigned machine) {
  switch (machine) {
    case EM_X86_64:
      return "x86-64";
    case EM_AARCH64:
      return "AArch64 (arm64)";
    case EM_386:
      return "x86 (32-bit)";
    case EM_ARM:
      return "ARM (32-bit)";
    case EM_RISCV:
      return "RISC-V";
    case EM_PPC64:
      return "PowerPC 64";
    case EM_S390:
      return "S/390";
    default:
      return "machine number " + std::to_string(machine);
  }
}

std::string_view what_it_is_instead(std::string_view head) {
  if (head.starts_with("!<arch>")) return "it is a static library";
  if (head.starts_with("MZ")) return "it is a Windows file";
  if (head.starts_with("\xCF\xFA\xED\xFE") || head.starts_with("\xCA\xFE\xBA\xBE")) return "it is a macOS file";
  const bool text = std::all_of(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte >= 0x20 || (byte >= '\t' && byte <= '\r');
  });
  return text ? "it is text" : "it does not begin with an ELF header";
}

base::Result<void> check_file(const std::filesystem::path& path, std::uint64_t& size) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT || errno == ENOTDIR) {
      return refuse(path, "does not exist", "build the plugin, or correct the path");
    }
    return refuse(path, std::string("cannot be examined: ") + std::strerror(errno), "let the host's user reach it");
  }
  if (S_ISDIR(status.st_mode)) return refuse(path, "is a directory", "name the .so file in it");
  if (!S_ISREG(status.st_mode)) return refuse(path, "is not a regular file", "name the plugin's .so file");
  if (status.st_size == 0) return refuse(path, "is empty", kCopyAgain);
  size = static_cast<std::uint64_t>(status.st_size);
  return {};
}

base::Result<void> check_header(const std::filesystem::path& path, const Header& header, std::size_t have) {
  const std::string_view head(reinterpret_cast<const char*>(&header), have);
  if (!head.starts_with(std::string_view(ELFMAG, SELFMAG))) {
    if (std::string_view(ELFMAG, SELFMAG).starts_with(head)) {
      return refuse(path, "is cut off inside its ELF header", kCopyAgain);
    }
    return refuse(path, "is not a shared library (" + std::string(what_it_is_instead(head)) + ")", kRebuild);
  }
  if (have < sizeof header) return refuse(path, "is cut off inside its ELF header", kCopyAgain);
  const Header& host = __ehdr_start;
  if (header.e_ident[EI_CLASS] != host.e_ident[EI_CLASS]) {
    return refuse(path, "is a 32-bit library and the host is a 64-bit program", "build it for this machine");
  }
  if (header.e_ident[EI_DATA] != host.e_ident[EI_DATA] || header.e_machine != host.e_machine) {
    return refuse(
        path, "is built for " + machine_name(header.e_machine) + " and the host for " + machine_name(host.e_machine),
        "build it for this machine");
  }
  if (header.e_type == ET_REL) return refuse(path, "is an object file, not a shared library", kRebuild);
  if (header.e_type != ET_DYN) return refuse(path, "is an ELF file, but not a shared library", kRebuild);
  return {};
}

// Where the last byte that a table or a segment takes lies; the largest number there is if that overflows.
std::uint64_t end_of(std::uint64_t offset, std::uint64_t size) {
  std::uint64_t end = 0;
  return __builtin_add_overflow(offset, size, &end) ? UINT64_MAX : end;
}

base::Result<void> check_extent(const std::filesystem::path& path, const Descriptor& file, const Header& header,
                                std::uint64_t size) {
  const auto cut_off = [&](std::uint64_t needed) {
    return refuse(path, "is cut off: it has " + std::to_string(size) + " bytes and needs " + std::to_string(needed),
                  kCopyAgain);
  };
  if (header.e_phnum == 0 || header.e_phentsize != sizeof(Segment)) {
    return refuse(path, "has no program headers, so it cannot be loaded", kRebuild);
  }
  std::uint64_t needed = end_of(header.e_phoff, std::uint64_t{header.e_phnum} * sizeof(Segment));
  if (needed > size) return cut_off(needed);
  bool dynamic = false;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    Segment segment{};
    if (file.read(&segment, sizeof segment, header.e_phoff + i * sizeof segment) != sizeof segment)
      return cut_off(needed);
    if (segment.p_type == PT_DYNAMIC) dynamic = true;
    if (segment.p_type == PT_LOAD) needed = std::max(needed, end_of(segment.p_offset, segment.p_filesz));
  }
  needed = std::max(needed, end_of(header.e_shoff, std::uint64_t{header.e_shnum} * header.e_shentsize));
  if (needed > size) return cut_off(needed);
  if (!dynamic) return refuse(path, "has no dynamic section, so it is not a shared library", kRebuild);
  return {};
}

}  // namespace

base::Result<void> check_shared_library(const std::filesystem::path& path) {
  std::uint64_t size = 0;
  if (auto checked = check_file(path, size); !checked) return checked;
  const Descriptor file(path);
  if (!file.is_open()) {
    return refuse(path, std::string("cannot be read: ") + std::strerror(errno), "let the host's user read it");
  }
  Header header{};
  const std::size_t have = file.read(&header, sizeof header, 0);
  if (auto checked = check_header(path, header, have); !checked) return checked;
  return check_extent(path, file, header, size);
}

}  // namespace duet::plugins
