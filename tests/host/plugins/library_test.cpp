#include "plugins/library.hpp"

#include <doctest/doctest.h>
#include <link.h>
#include <sys/stat.h>

#include <cstring>

#include "host/plugins/support.hpp"

using duet::plugins::Library;
using namespace duet::test;

namespace {

std::string refusal(const fs::path& path) {
  auto opened = Library::open(path);
  REQUIRE_FALSE(opened.ok());
  return opened.error().message;
}

// A copy of the sound plugin with some bytes changed.
template <class Field>
fs::path patched(const Folder& folder, std::size_t offset, Field value) {
  std::string bytes = read_file(fault_plugin("plain"));
  std::memcpy(bytes.data() + offset, &value, sizeof value);
  return folder.write("patched.so", bytes);
}

}  // namespace

TEST_CASE("a sound plugin is loaded, once, and stays") {
  auto first = Library::open(fault_plugin("plain"));
  REQUIRE(first.ok());
  CHECK(first->origin() == fault_plugin("plain").string());
  CHECK(first->table().magic == DUET_ABI_MAGIC);
  const std::size_t retained = duet::plugins::retained_libraries();
  CHECK(retained > 0);

  auto second = Library::open(fault_plugin("plain"));
  REQUIRE(second.ok());
  CHECK(&second->table() == &first->table());
  CHECK(duet::plugins::retained_libraries() == retained);
}

TEST_CASE("a relative path and a bare name are looked up in the working folder") {
  const fs::path before = fs::current_path();
  fs::current_path(FAULT_PLUGINS);
  CHECK(Library::open("plain.so").ok());
  CHECK(Library::open("../fault/plain.so").ok());
  fs::current_path(before);
}

TEST_CASE("files that are no shared library are refused before they are loaded") {
  const Folder folder;
  const std::size_t retained = duet::plugins::retained_libraries();

  const std::string text = refusal(folder.write("text.so", "#!/bin/sh\necho hello\n"));
  CHECK(has(text, "text.so is not a shared library (it is text); build it with duet_add_plugin()"));
  CHECK(has(refusal(folder.write("a.so", "!<arch>\nabc")), "it is a static library"));
  CHECK(has(refusal(folder.write("a.so", "MZ\x90")), "it is a Windows file"));
  CHECK(has(refusal(folder.write("a.so", std::string("\x01\x02\x00", 3))), "does not begin with an ELF header"));
  CHECK(has(refusal(folder.write("a.so", "")), "is empty"));
  CHECK(has(refusal(folder.path()), "is a directory"));
  CHECK(has(refusal(folder.path() / "none.so"), "does not exist"));
  CHECK(has(refusal(folder.path() / "text.so" / "x.so"), "does not exist"));
  CHECK(has(refusal("/dev/null"), "is not a regular file"));
  const fs::path fifo = folder.path() / "fifo.so";
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  CHECK(has(refusal(fifo), "is not a regular file"));
  CHECK(duet::plugins::retained_libraries() == retained);
}

TEST_CASE("a file that may not be read is refused") {
  if (::geteuid() == 0) return;  // root reads everything
  const Folder folder;
  const fs::path path = folder.write("secret.so", "x");
  fs::permissions(path, fs::perms::none);
  CHECK(has(refusal(path), "cannot be read: Permission denied"));
}

TEST_CASE("a plugin that was cut off anywhere is refused, and does not kill the process") {
  const Folder folder;
  const std::string whole = read_file(fault_plugin("plain"));
  for (std::size_t size = 1; size < whole.size(); size += 1 + size / 3) {
    CAPTURE(size);
    CHECK(has(refusal(folder.write("cut.so", whole.substr(0, size))), "is cut off"));
  }
  CHECK(has(refusal(folder.write("cut.so", whole.substr(0, whole.size() - 1))), "is cut off"));
}

TEST_CASE("a library for another machine, class or purpose is refused") {
  const Folder folder;
  using Header = ElfW(Ehdr);
  const ElfW(Half) other = EM_S390;
  const std::string machine = refusal(patched(folder, offsetof(Header, e_machine), other));
  CHECK(has(machine, "is built for S/390 and the host for "));
  CHECK(has(machine, "build it for this machine"));
  CHECK(has(refusal(patched(folder, EI_CLASS, char{ELFCLASS32})), "32-bit"));
  CHECK(has(refusal(patched(folder, offsetof(Header, e_type), ElfW(Half){ET_REL})), "is an object file"));
  CHECK(has(refusal(patched(folder, offsetof(Header, e_type), ElfW(Half){ET_EXEC})), "not a shared library"));
  CHECK(has(refusal(patched(folder, offsetof(Header, e_phnum), ElfW(Half){0})), "no program headers"));
  CHECK(has(refusal(patched(folder, offsetof(Header, e_phoff), ~ElfW(Off){0})), "is cut off"));
}

TEST_CASE("what the dynamic linker refuses is told in its words and with a mend") {
  const std::string symbol = refusal(fault_plugin("undefined_symbol"));
  CHECK(has(symbol, "undefined_symbol.so cannot be loaded: undefined symbol: nobody_defines_this"));
  CHECK(has(symbol, "link it with every library"));
  const std::string library = refusal(fault_plugin("missing_library"));
  CHECK(has(library, "libduet_absent.so: cannot open shared object file"));
  CHECK(has(library, "install the library"));
}

TEST_CASE("libraries that are no plugin for this host are refused by name and version") {
  CHECK(has(refusal(fault_plugin("no_entry")), "does not export duet_plugin_v1"));
  const std::string major = refusal(fault_plugin("other_major"));
  CHECK(has(major, "exports duet_plugin_v2, so it is built for plugin ABI 2"));
  CHECK(has(major, "this host speaks plugin ABI 1"));
  CHECK(has(refusal(fault_plugin("wrong_magic")), "0x12345678 instead of 0x31545544"));
  const std::string minor = refusal(fault_plugin("newer_minor"));
  CHECK(has(minor, "needs plugin ABI 1.999 and this host offers 1.2"));
  CHECK(has(minor, "newer_minor.so"));
}

TEST_CASE("a table that is compiled in passes the same checks") {
  Script script;
  auto good = Library::built_in("shop", &script.table);
  REQUIRE(good.ok());
  CHECK(good->origin() == "built in as 'shop'");

  const auto refused = [&](auto&& change) {
    duet_plugin table = script.table;
    change(table);
    auto library = Library::built_in("shop", &table);
    REQUIRE_FALSE(library.ok());
    CHECK(has(library.error().message, "built in as 'shop': "));
    return library.error().message;
  };
  CHECK(has(refused([](duet_plugin& t) { t.size = 40; }), "has 40 bytes and ABI 1.0 needs at least"));
  CHECK(has(refused([](duet_plugin& t) { t.minor_needed = 3; }), "needs plugin ABI 1.3 and this host offers 1.2"));
  CHECK(has(refused([](duet_plugin& t) { t.describe = nullptr; }), "leaves out describe()"));
  CHECK(has(refused([](duet_plugin& t) { t.create = nullptr; }), "leaves out create()"));
  CHECK(has(refused([](duet_plugin& t) { t.start = nullptr; }), "leaves out start()"));
  CHECK(has(refused([](duet_plugin& t) { t.stop = nullptr; }), "leaves out stop()"));
  CHECK(has(refused([](duet_plugin& t) { t.destroy = nullptr; }), "leaves out destroy()"));
  CHECK(has(refused([](duet_plugin& t) { t.invoke = nullptr; }), "leaves out invoke()"));
  CHECK_FALSE(Library::built_in("shop", nullptr).ok());
}

TEST_CASE("a table that a newer minor made longer is taken") {
  struct {
    duet_plugin table;
    void* newer = nullptr;
  } longer;
  Script script;
  longer.table = script.table;
  longer.table.size = sizeof longer;
  longer.table.minor_built = 7;
  CHECK(Library::built_in("shop", &longer.table).ok());
}
