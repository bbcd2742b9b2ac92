#include "extract/lang/npm/needs.h"

namespace pratique::extract::npm {

void add_needs(const NeedLists& lists, Record& record) {
  const auto add = [&](codec::Json needs, model::Scope scope) {
    needs.each_member([&](std::string_view name, codec::Json) {
      const bool weaker = scope == model::Scope::kRequired && lists.optional_dependencies[name];
      const bool may_lack =
          scope == model::Scope::kPeer && lists.peer_meta[name]["optional"].boolean().value_or(false);
      if (!weaker) lang::add_need(record, name, may_lack ? model::Scope::kOptional : scope);
    });
  };
  add(lists.dependencies, model::Scope::kRequired);
  add(lists.optional_dependencies, model::Scope::kOptional);
  add(lists.peer_dependencies, model::Scope::kPeer);
}

}  // namespace pratique::extract::npm
