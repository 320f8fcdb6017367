#include <google/protobuf/descriptor.pb.h>

#include <array>

#include "contract/rule.hpp"

namespace duet::contract {
namespace {

using pb::FileDescriptor;
using pb::FileOptions;

void report_change(const std::string& what, const std::string& before, const std::string& now, const Place& place,
                   Report& report) {
  if (before != now) report.add(place, what + " was " + quoted(before) + " and is " + quoted(now));
}

void same_package(const FileDescriptor& before, const FileDescriptor& now, Report& report) {
  report_change("the package", before.package(), now.package(),
                place_of(now).part({pb::FileDescriptorProto::kPackageFieldNumber}), report);
}

void same_syntax(const FileDescriptor& before, const FileDescriptor& now, Report& report) {
  report_change("the syntax", FileDescriptor::SyntaxName(before.syntax()), FileDescriptor::SyntaxName(now.syntax()),
                place_of(now).part({pb::FileDescriptorProto::kSyntaxFieldNumber}), report);
}

/// The value of an option, its default if it is not set.
std::string value_of(const FileOptions& options, const pb::FieldDescriptor& option) {
  const pb::Reflection& reflection = *options.GetReflection();
  switch (option.cpp_type()) {
    case pb::FieldDescriptor::CPPTYPE_BOOL:
      return reflection.GetBool(options, &option) ? "true" : "false";
    case pb::FieldDescriptor::CPPTYPE_ENUM:
      return reflection.GetEnum(options, &option)->name();
    default:
      return reflection.GetString(options, &option);
  }
}

template <int kOption>
void same_option(const FileDescriptor& before, const FileDescriptor& now, Report& report) {
  const pb::FieldDescriptor& option = *FileOptions::descriptor()->FindFieldByNumber(kOption);
  report_change("the option " + option.name(), value_of(before.options(), option), value_of(now.options(), option),
                place_of(now).part({pb::FileDescriptorProto::kOptionsFieldNumber, kOption}), report);
}

/// Tells each thing that its file, where that is still there, has no more.
template <auto Kind>
void nothing_gone(const std::string& kind, const Side& before, const Side& now, Report& report) {
  for (const auto& [file, old] : before.in_files) {
    const auto found = now.in_files.find(file);
    if (found == now.in_files.end()) continue;
    const Elements& left = found->second;
    for (const auto& [name, thing] : old.*Kind) {
      if ((left.*Kind).contains(name)) continue;
      const pb::Descriptor* around = nearest_around(name, left.messages);
      report.add(around == nullptr ? place_of(*now.files.at(file)) : place_of(*around),
                 "the " + kind + " " + quoted(name) + " is gone from the file");
    }
  }
}

void enum_no_delete(const Side& before, const Side& now, Report& report) {
  nothing_gone<&Elements::enums>("enum", before, now, report);
}
void extension_no_delete(const Side& before, const Side& now, Report& report) {
  nothing_gone<&Elements::extensions>("extension", before, now, report);
}
void message_no_delete(const Side& before, const Side& now, Report& report) {
  nothing_gone<&Elements::messages>("message", before, now, report);
}
void service_no_delete(const Side& before, const Side& now, Report& report) {
  nothing_gone<&Elements::services>("service", before, now, report);
}

template <int kOption>
constexpr Rule option_rule(std::string_view name, std::string_view purpose) {
  return {name, kFile | kPackage, same_option<kOption>, purpose};
}

}  // namespace

std::span<const Rule> file_rules() {
  constexpr unsigned kCode = kFile | kPackage;
  static constexpr std::array kRules{
      Rule{"ENUM_NO_DELETE", kFile, enum_no_delete, "no enum leaves its file"},
      Rule{"EXTENSION_NO_DELETE", kFile, extension_no_delete, "no extension leaves its file"},
      Rule{"MESSAGE_NO_DELETE", kFile, message_no_delete, "no message leaves its file"},
      Rule{"SERVICE_NO_DELETE", kFile, service_no_delete, "no service leaves its file"},
      Rule{"FILE_SAME_PACKAGE", kCode | kWireJson | kWire, same_package, "files stay in their package"},
      Rule{"FILE_SAME_SYNTAX", kCode, same_syntax, "files keep their syntax"},
      option_rule<FileOptions::kCcEnableArenasFieldNumber>("FILE_SAME_CC_ENABLE_ARENAS", "C++ arenas stay on or off"),
      option_rule<FileOptions::kCcGenericServicesFieldNumber>("FILE_SAME_CC_GENERIC_SERVICES",
                                                              "generated C++ services stay"),
      option_rule<FileOptions::kCsharpNamespaceFieldNumber>("FILE_SAME_CSHARP_NAMESPACE", "the C# namespace stays"),
      option_rule<FileOptions::kGoPackageFieldNumber>("FILE_SAME_GO_PACKAGE", "the Go package stays"),
      option_rule<FileOptions::kJavaGenericServicesFieldNumber>("FILE_SAME_JAVA_GENERIC_SERVICES",
                                                                "generated Java services stay"),
      option_rule<FileOptions::kJavaMultipleFilesFieldNumber>("FILE_SAME_JAVA_MULTIPLE_FILES",
                                                              "Java code stays in one file or in many"),
      option_rule<FileOptions::kJavaOuterClassnameFieldNumber>("FILE_SAME_JAVA_OUTER_CLASSNAME",
                                                               "the outer Java class keeps its name"),
      option_rule<FileOptions::kJavaPackageFieldNumber>("FILE_SAME_JAVA_PACKAGE", "the Java package stays"),
      option_rule<FileOptions::kObjcClassPrefixFieldNumber>("FILE_SAME_OBJC_CLASS_PREFIX",
                                                            "the prefix of Objective-C classes stays"),
      option_rule<FileOptions::kOptimizeForFieldNumber>("FILE_SAME_OPTIMIZE_FOR", "code is optimized for the same"),
      option_rule<FileOptions::kPhpClassPrefixFieldNumber>("FILE_SAME_PHP_CLASS_PREFIX",
                                                           "the prefix of PHP classes stays"),
      option_rule<FileOptions::kPhpMetadataNamespaceFieldNumber>("FILE_SAME_PHP_METADATA_NAMESPACE",
                                                                 "the namespace of PHP metadata stays"),
      option_rule<FileOptions::kPhpNamespaceFieldNumber>("FILE_SAME_PHP_NAMESPACE", "the PHP namespace stays"),
      option_rule<FileOptions::kPyGenericServicesFieldNumber>("FILE_SAME_PY_GENERIC_SERVICES",
                                                              "generated Python services stay"),
      option_rule<FileOptions::kRubyPackageFieldNumber>("FILE_SAME_RUBY_PACKAGE", "the Ruby package stays"),
      option_rule<FileOptions::kSwiftPrefixFieldNumber>("FILE_SAME_SWIFT_PREFIX", "the prefix of Swift types stays"),
  };
  return kRules;
}

}  // namespace duet::contract
