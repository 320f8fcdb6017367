// All that is made of a model, so that a mistake in one is seen to be one error wherever the model is used.
#pragma once

#include <duet/codec/json.hpp>
#include <duet/codec/protobuf.hpp>
#include <duet/codec/text.hpp>
#include <duet/descriptor/file_builder.hpp>
#include <duet/model.hpp>
#include <duet/rules/pattern_engine.hpp>
#include <duet/validate.hpp>

#include <string>

template <class T>
std::string use() {
  T model{};
  std::string bytes, text;
  duet::encode_protobuf(model, bytes);
  duet::DecodeError error;
  duet::decode_protobuf(bytes, model, error);
  duet::encode_json(model, text);
  duet::DecodeIssues issues;
  duet::decode_json(text, model, {}, issues);
  duet::clear_output_only(model);
  duet::Violations violations;
  duet::validate(model, violations);
  duet::TextBinder(model, {}).bind("a", "1", violations);
  duet::detail::for_each_pattern<T>([](const duet::detail::PatternUse&) {});
  return duet::detail::FileBuilder("test.v1").add_message<T>();
}
