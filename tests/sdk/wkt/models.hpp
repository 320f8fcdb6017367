// Models of everything that a field may be: every scalar in every encoding, maps of every key and value, oneofs,
// recursion, the well-known types.
#pragma once

#include <cstdint>
#include <duet/well_known.hpp>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "../model/models.hpp"

namespace everything {

using duet::fixed;
using duet::key;
using duet::sint;
using kinds::Color;

struct Encodings {
  std::int32_t zigzag32 = 0, fixed32 = 0;
  std::int64_t zigzag64 = 0, fixed64 = 0;
  std::uint32_t ufixed32 = 0;
  std::uint64_t ufixed64 = 0;
  std::optional<std::int32_t> maybe_zigzag32;
  std::optional<std::uint64_t> maybe_fixed64;
  std::vector<std::int32_t> zigzags32, fixeds32, loose32;
  std::vector<std::int64_t> zigzags64, fixeds64, loose_fixed64;
  std::vector<std::uint32_t> ufixeds32;
  std::vector<std::uint64_t> ufixeds64;
  std::vector<double> loose_doubles;
  std::vector<bool> loose_flags;
  std::vector<Color> loose_colors;
  std::int64_t as_number = 0;
  std::vector<std::uint64_t> as_numbers;
};
DUET_MODEL(Encodings, DUET_FIELD(1, zigzag32, sint), DUET_FIELD(2, fixed32, fixed), DUET_FIELD(3, zigzag64, sint),
           DUET_FIELD(4, fixed64, fixed), DUET_FIELD(5, ufixed32, fixed), DUET_FIELD(6, ufixed64, fixed),
           DUET_FIELD(7, maybe_zigzag32, sint), DUET_FIELD(8, maybe_fixed64, fixed), DUET_FIELD(9, zigzags32, sint),
           DUET_FIELD(10, fixeds32, fixed), DUET_FIELD(11, loose32, duet::unpacked), DUET_FIELD(12, zigzags64, sint),
           DUET_FIELD(13, fixeds64, fixed), DUET_FIELD(14, loose_fixed64, fixed, duet::unpacked),
           DUET_FIELD(15, ufixeds32, fixed), DUET_FIELD(16, ufixeds64, fixed),
           DUET_FIELD(17, loose_doubles, duet::unpacked), DUET_FIELD(18, loose_flags, duet::unpacked),
           DUET_FIELD(19, loose_colors, duet::unpacked), DUET_FIELD(20, as_number, duet::js_number),
           DUET_FIELD(21, as_numbers, duet::js_number));

struct Leaf {
  std::int32_t n = 0;
  std::string text;
};
DUET_MODEL(Leaf, DUET_FIELD(1, n), DUET_FIELD(2, text));

struct Lists {
  std::vector<bool> flags;
  std::vector<std::int32_t> smalls;
  std::vector<std::int64_t> bigs;
  std::vector<std::uint32_t> small_counts;
  std::vector<std::uint64_t> big_counts;
  std::vector<float> ratios;
  std::vector<double> amounts;
  std::vector<std::string> names;
  std::vector<duet::Bytes> datas;
  std::vector<Color> colors;
  std::vector<Leaf> leaves;
};
DUET_MODEL(Lists, DUET_FIELD(1, flags), DUET_FIELD(2, smalls), DUET_FIELD(3, bigs), DUET_FIELD(4, small_counts),
           DUET_FIELD(5, big_counts), DUET_FIELD(6, ratios), DUET_FIELD(7, amounts), DUET_FIELD(8, names),
           DUET_FIELD(9, datas), DUET_FIELD(10, colors), DUET_FIELD(11, leaves));

struct Maps {
  std::map<std::int32_t, std::int32_t> int32s;
  std::map<std::int64_t, std::int64_t> int64s;
  std::map<std::uint32_t, std::uint32_t> uint32s;
  std::map<std::uint64_t, std::uint64_t> uint64s;
  std::map<std::int32_t, std::int32_t> sint32s;
  std::map<std::int64_t, std::int64_t> sint64s;
  std::map<std::uint32_t, std::uint32_t> fixed32s;
  std::map<std::uint64_t, std::uint64_t> fixed64s;
  std::map<std::int32_t, std::int32_t> sfixed32s;
  std::map<std::int64_t, std::int64_t> sfixed64s;
  std::map<bool, bool> flags;
  std::map<std::string, std::string> texts;
  std::map<std::string, float> floats;
  std::map<std::int32_t, double> doubles;
  std::map<bool, duet::Bytes> bytes;
  std::map<std::uint64_t, Color> colors;
  std::map<std::string, Leaf> leaves;
  std::map<std::string, duet::Timestamp> times;
  std::map<std::int32_t, duet::Int64Value> wrappers;
  std::map<std::string, duet::Value> values;
};
DUET_MODEL(Maps, DUET_FIELD(1, int32s), DUET_FIELD(2, int64s), DUET_FIELD(3, uint32s), DUET_FIELD(4, uint64s),
           DUET_FIELD(5, sint32s, key(sint), sint), DUET_FIELD(6, sint64s, key(sint), sint),
           DUET_FIELD(7, fixed32s, key(fixed), fixed), DUET_FIELD(8, fixed64s, key(fixed), fixed),
           DUET_FIELD(9, sfixed32s, key(fixed), fixed), DUET_FIELD(10, sfixed64s, key(fixed), fixed),
           DUET_FIELD(11, flags), DUET_FIELD(12, texts), DUET_FIELD(13, floats), DUET_FIELD(14, doubles),
           DUET_FIELD(15, bytes), DUET_FIELD(16, colors), DUET_FIELD(17, leaves), DUET_FIELD(18, times),
           DUET_FIELD(19, wrappers), DUET_FIELD(20, values));

struct Choices {
  std::variant<std::monostate, bool, std::int32_t, std::int64_t, std::uint32_t, std::uint64_t, float, double,
               std::string, duet::Bytes, Color, Leaf, duet::Boxed<Choices>, duet::NullValue, duet::Timestamp,
               duet::StringValue, duet::Value>
      one;
  std::variant<std::monostate, std::int32_t, std::int64_t, duet::Empty> other;
};
DUET_MODEL(Choices,
           DUET_ONEOF(one, DUET_MEMBER(1, flag), DUET_MEMBER(2, int32), DUET_MEMBER(3, int64), DUET_MEMBER(4, uint32),
                      DUET_MEMBER(5, uint64), DUET_MEMBER(6, small_float), DUET_MEMBER(7, large_float),
                      DUET_MEMBER(8, text), DUET_MEMBER(9, bytes), DUET_MEMBER(10, color), DUET_MEMBER(11, leaf),
                      DUET_MEMBER(12, choices), DUET_MEMBER(13, nothing), DUET_MEMBER(14, time),
                      DUET_MEMBER(15, wrapped), DUET_MEMBER(16, value)),
           DUET_ONEOF(other, DUET_MEMBER(21, zigzag, sint), DUET_MEMBER(22, sfixed, fixed), DUET_MEMBER(23, empty)));

struct Tree {
  std::string name;
  duet::Boxed<Tree> left, right;
  std::vector<Tree> more;
};
DUET_MODEL(Tree, DUET_FIELD(1, name), DUET_FIELD(2, left), DUET_FIELD(3, right), DUET_FIELD(4, more));

struct WellKnown {
  std::optional<duet::Timestamp> time;
  std::optional<duet::Duration> span;
  std::optional<duet::FieldMask> mask;
  std::optional<duet::Struct> object;
  std::optional<duet::Value> value;
  std::optional<duet::ListValue> list;
  std::optional<duet::Any> any;
  std::optional<duet::Empty> empty;
  std::optional<duet::DoubleValue> double_value;
  std::optional<duet::FloatValue> float_value;
  std::optional<duet::Int64Value> int64_value;
  std::optional<duet::UInt64Value> uint64_value;
  std::optional<duet::Int32Value> int32_value;
  std::optional<duet::UInt32Value> uint32_value;
  std::optional<duet::BoolValue> bool_value;
  std::optional<duet::StringValue> string_value;
  std::optional<duet::BytesValue> bytes_value;
  duet::NullValue nothing = duet::NullValue::null_value;
  duet::Timestamp plain_time;
  std::vector<duet::Timestamp> times;
  std::vector<duet::Duration> spans;
  std::vector<duet::FieldMask> masks;
  std::vector<duet::Struct> objects;
  std::vector<duet::Value> values;
  std::vector<duet::ListValue> lists;
  std::vector<duet::Any> anys;
  std::vector<duet::Int64Value> int64_values;
  std::vector<duet::BytesValue> bytes_values;
};
DUET_MODEL(WellKnown, DUET_FIELD(1, time), DUET_FIELD(2, span), DUET_FIELD(3, mask), DUET_FIELD(4, object),
           DUET_FIELD(5, value), DUET_FIELD(6, list), DUET_FIELD(7, any), DUET_FIELD(8, empty),
           DUET_FIELD(9, double_value), DUET_FIELD(10, float_value), DUET_FIELD(11, int64_value),
           DUET_FIELD(12, uint64_value), DUET_FIELD(13, int32_value), DUET_FIELD(14, uint32_value),
           DUET_FIELD(15, bool_value), DUET_FIELD(16, string_value), DUET_FIELD(17, bytes_value),
           DUET_FIELD(18, nothing), DUET_FIELD(19, plain_time), DUET_FIELD(21, times), DUET_FIELD(22, spans),
           DUET_FIELD(23, masks), DUET_FIELD(24, objects), DUET_FIELD(25, values), DUET_FIELD(26, lists),
           DUET_FIELD(27, anys), DUET_FIELD(28, int64_values), DUET_FIELD(29, bytes_values));

struct Everything {
  kinds::Plain plain;
  kinds::Optionals optionals;
  Lists lists;
  Encodings encodings;
  Maps maps;
  std::vector<Choices> choices;
  Tree tree;
  WellKnown well_known;
  duet::HttpBody body;
};
DUET_MODEL(Everything, DUET_FIELD(1, plain), DUET_FIELD(2, optionals), DUET_FIELD(3, lists), DUET_FIELD(4, encodings),
           DUET_FIELD(5, maps), DUET_FIELD(6, choices), DUET_FIELD(7, tree), DUET_FIELD(8, well_known),
           DUET_FIELD(9, body));

}  // namespace everything
