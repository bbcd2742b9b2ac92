// The members of all that a record holds, one list each: whoever writes, reads, compares or invents a record
// goes over these, so that none of them can forget one. A structured binding names all members, or does not
// compile.
#pragma once

#include <concepts>
#include <type_traits>

#include "extract/layer_analysis.h"
#include "extract/record.h"

namespace pratique::extract::record {

template <class Any, class Of>
concept Is = std::same_as<std::remove_const_t<Any>, Of>;

// fields(whole, visit) calls visit(member) for each member, in one order, of either constness.
void fields(Is<model::Location> auto& whole, auto&& visit) {
  auto& [path, layer] = whole;
  visit(path), visit(layer);
}
void fields(Is<model::Hash> auto& whole, auto&& visit) {
  auto& [algorithm, value] = whole;
  visit(algorithm), visit(value);
}
void fields(Is<model::FoundLicense> auto& whole, auto&& visit) {
  auto& [expression, path, likeness] = whole;
  visit(expression), visit(path), visit(likeness);
}
void fields(Is<model::Component> auto& whole, auto&& visit) {
  model::each_field(whole, [&](std::string_view, auto& member) { visit(member); });
}
void fields(Is<model::Edge> auto& whole, auto&& visit) {
  auto& [from, to, kind, scope] = whole;
  visit(from), visit(to), visit(kind), visit(scope);
}
void fields(Is<model::Observation> auto& whole, auto&& visit) {
  auto& [kind, rule, message, location, line] = whole;
  visit(kind), visit(rule), visit(message), visit(location), visit(line);
}
void fields(Is<model::Note> auto& whole, auto&& visit) {
  auto& [code, message, file, layer, incomplete] = whole;
  visit(code), visit(message), visit(file), visit(layer), visit(incomplete);
}
void fields(Is<model::Distro> auto& whole, auto&& visit) {
  auto& [id, version_id, name, codename, id_like, cpe] = whole;
  visit(id), visit(version_id), visit(name), visit(codename), visit(id_like), visit(cpe);
}
void fields(Is<UnreadFacts> auto& whole, auto&& visit) {
  auto& [kind, package] = whole;
  visit(kind), visit(package);
}
void fields(Is<RelationTexts> auto& whole, auto&& visit) {
  auto& [depends, pre_depends, recommends, provides, multi_arch] = whole;
  visit(depends), visit(pre_depends), visit(recommends), visit(provides), visit(multi_arch);
}
void fields(Is<Needs> auto& whole, auto&& visit) {
  auto& [names, scopes, of] = whole;
  visit(names), visit(scopes), visit(of);
}
void fields(Is<DatabaseFacts> auto& whole, auto&& visit) {
  auto& [paths, list_ends, digests, foreign, relations, gone, marked, log] = whole;
  visit(paths), visit(list_ends), visit(digests), visit(foreign), visit(relations), visit(gone);
  visit(marked), visit(log);
}
void fields(Is<Record> auto& whole, auto&& visit) { each_record_field(whole, visit); }
void fields(Is<ContentDigests> auto& whole, auto&& visit) {
  auto& [md5, sha1, sha256] = whole;
  visit(md5), visit(sha1), visit(sha256);
}
void fields(Is<layer::ByteRange> auto& whole, auto&& visit) {
  auto& [offset, size] = whole;
  visit(offset), visit(size);
}

// How many values an enumeration has: numbers from there on are none of them.
template <class Enum>
constexpr std::uint64_t kCount = 0;
template <>
inline constexpr std::uint64_t kCount<RecordKind> = kRecordKinds;
template <>
inline constexpr std::uint64_t kCount<model::Evidence> = 3;
template <>
inline constexpr std::uint64_t kCount<model::Scope> = 5;
template <>
inline constexpr std::uint64_t kCount<model::State> = 7;
template <>
inline constexpr std::uint64_t kCount<model::InstallReason> = 3;
template <>
inline constexpr std::uint64_t kCount<model::HashAlgorithm> = 5;
template <>
inline constexpr std::uint64_t kCount<model::EdgeKind> = 4;
template <>
inline constexpr std::uint64_t kCount<model::ObservationKind> = 3;

// What a value is to those who go over it.
template <class T>
constexpr bool kIsVector = false;
template <class T>
inline constexpr bool kIsVector<std::vector<T>> = true;
template <class T>
constexpr bool kIsBox = false;
template <class T>
inline constexpr bool kIsBox<base::Box<T>> = true;
template <class T>
constexpr bool kIsArray = false;
template <std::size_t N>
inline constexpr bool kIsArray<std::array<std::byte, N>> = true;
using TextMap = std::map<std::string, std::string>;

}  // namespace pratique::extract::record
