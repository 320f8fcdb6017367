#include <array>

#include "contract/rule.hpp"

namespace duet::contract {
namespace {

void file_no_delete(const Side& before, const Side& now, Report& report) {
  for (const auto& [name, file] : before.files) {
    if (!now.files.contains(name)) report.add_without_place("the file " + quoted(name) + " is gone");
  }
}

void package_no_delete(const Side& before, const Side& now, Report& report) {
  for (const auto& [name, elements] : before.packages) {
    if (!now.packages.contains(name)) report.add_without_place("the package " + quoted(name) + " is gone");
  }
}

/// `what` that was in the file `old` is gone; `around` is the message, still there, in which it was.
void report_gone(const std::string& what, const pb::FileDescriptor& old, const pb::Descriptor* around, const Side& now,
                 Report& report) {
  const auto file = now.files.find(old.name());
  const std::string message = what + " is gone from the package " + quoted(old.package());
  if (file == now.files.end()) {
    report.add_without_place(message);
  } else {
    report.add(around == nullptr ? place_of(*file->second) : place_of(*around), message);
  }
}

/// What becomes of a package that has no thing of one kind left at all. buf says nothing, but for services.
enum class WhenNoneIsLeft { kSilent, kTold };

/// Calls `gone` with each thing of a package that the package has no more.
template <auto Kind, class Gone>
void for_gone(const Side& before, const Side& now, Gone gone, WhenNoneIsLeft none_left = WhenNoneIsLeft::kSilent) {
  for (const auto& [package, old] : before.packages) {
    const auto found = now.packages.find(package);
    if (found == now.packages.end()) continue;
    const auto& left = found->second.*Kind;
    if (left.empty() && none_left == WhenNoneIsLeft::kSilent) continue;
    for (const auto& [name, thing] : old.*Kind) {
      if (!left.contains(name)) gone(name, *thing, found->second);
    }
  }
}

/// The message around `name` that the file still has.
const pb::Descriptor* around_in_file(const std::string& name, const pb::FileDescriptor& old, const Side& now) {
  const auto file = now.in_files.find(old.name());
  return file == now.in_files.end() ? nullptr : nearest_around(name, file->second.messages);
}

void package_enum_no_delete(const Side& before, const Side& now, Report& report) {
  for_gone<&Elements::enums>(before, now, [&](const std::string& name, const pb::EnumDescriptor& old, const Elements&) {
    report_gone("the enum " + quoted(name), *old.file(), around_in_file(name, *old.file(), now), now, report);
  });
}

void package_extension_no_delete(const Side& before, const Side& now, Report& report) {
  for_gone<&Elements::extensions>(
      before, now, [&](const std::string& name, const pb::FieldDescriptor& old, const Elements&) {
        report_gone("the extension " + quoted(name), *old.file(), around_in_file(name, *old.file(), now), now, report);
      });
}

void package_message_no_delete(const Side& before, const Side& now, Report& report) {
  for_gone<&Elements::messages>(
      before, now, [&](const std::string& name, const pb::Descriptor& old, const Elements& package) {
        report_gone("the message " + quoted(name), *old.file(), nearest_around(name, package.messages), now, report);
      });
}

void package_service_no_delete(const Side& before, const Side& now, Report& report) {
  for_gone<&Elements::services>(
      before, now,
      [&](const std::string& name, const pb::ServiceDescriptor& old, const Elements&) {
        report_gone("the service " + quoted(name), *old.file(), nullptr, now, report);
      },
      WhenNoneIsLeft::kTold);
}

}  // namespace

std::span<const Rule> package_rules() {
  static constexpr std::array<Rule, 6> kRules{{
      {"FILE_NO_DELETE", kFile, file_no_delete, "no file goes"},
      {"PACKAGE_ENUM_NO_DELETE", kPackage, package_enum_no_delete, "no enum leaves its package"},
      {"PACKAGE_EXTENSION_NO_DELETE", kPackage, package_extension_no_delete, "no extension leaves its package"},
      {"PACKAGE_MESSAGE_NO_DELETE", kPackage, package_message_no_delete, "no message leaves its package"},
      {"PACKAGE_NO_DELETE", kPackage, package_no_delete, "no package goes"},
      {"PACKAGE_SERVICE_NO_DELETE", kPackage, package_service_no_delete, "no service leaves its package"},
  }};
  return kRules;
}

}  // namespace duet::contract
