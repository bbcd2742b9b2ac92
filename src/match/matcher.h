// The matcher contract: one file in match/matcher/ says, for its kind of package, which advisories are about
// it (docs/adding/matcher.md). Looking up, comparing versions, merging sources and rating is done once, in
// judge.cc.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "advisory/database.h"
#include "model/inventory.h"

namespace pratique::match {

enum class Turn : unsigned char { kTogether, kFirst, kLast };

// An ecosystem and its label, as Question has them.
struct Neighbour {
  std::string ecosystem, label;
};

// Where advisories about a component are found and what they are compared with.
struct Question {
  // Exactly as the database has it: "Debian:12", "npm"; empty: cannot be told, see `refusal`.
  std::string ecosystem;
  // The same for people: "Debian 12", "npm".
  std::string label;
  // In the ecosystem's spelling: the source package, "group:artifact", …
  std::string name;
  // Another name under which the distribution's advisories may speak of it: the package itself where `name` is what it
  // is built from. Empty: none.
  std::string also = {};
  // As the ecosystem's order reads it; empty: the component has none.
  std::string version;
  // "distro-source: openssl 3.0.9-1 (deb)", "exact-name: npm".
  std::string rule;
  // Advisories of the distribution itself: they win over every other source.
  bool distribution = false;
  // Where advisories are about products of a publisher (Affected::cpes): those that the package may have come from. An
  // entry about others is not about it. Empty: nothing is limited.
  std::vector<std::string> products = {};
  // The same, where no repository below is known to the database.
  std::vector<std::string> presumed = {};
  // Of products that have their fixes for longer terms (EUS): those whose fixes count where they have none themselves.
  std::vector<std::string> otherwise = {};
  // Repositories that it may have come from, as their publisher calls them: the database may know their products.
  std::vector<std::string> repositories = {};
  // "9.4": of products that are made for one minor release only those of this one count. Empty: of every one.
  std::string minor = {};
  // The branch that it was built in, as its release says ("el9_4"): of one branch the newer build has all fixes of
  // the older ones. Empty: nothing tells.
  std::string branch = {};
  // All fixes are of one branch: what a service pack has for some of its products alone, others have not, but there is one
  // build of each version.
  bool one_branch = false;
  // What answers for the findings instead, which are suppressed: the package is built from the same source as a kernel, and
  // holds none of its code. Empty: nothing.
  std::string answered_by = {};
  // Whose word goes first, where several questions are asked of one component: of what one asked kFirst speaks, the others
  // say nothing; of what any other speaks, one asked kLast says nothing.
  Turn turn = Turn::kTogether;
  // Releases that may be asked in place of one of which there are no data: the nearest first. What they say is a guess.
  std::vector<Neighbour> neighbours = {};
  // Why what is found is a guess from the start: "backports of Debian have no advisories: …". Empty: it is none.
  std::string guess = {};
  // Who built the package, if that is not the distribution: "built by the PostgreSQL project". Then nothing is asked.
  std::string built_by = {};
  // The same, as the package's own words have it, which is believed only where no advisory names the package.
  std::string stranger = {};
  // What its versions are compared by, whatever the records say; empty: as they say.
  std::string_view order = {};
  // That no advisory names it is no answer: the name is one of a dictionary that only advisories write.
  bool must_be_named = false;
  // Why no ecosystem can be named, as the reason of an Unjudged: "release of the Debian system is unknown".
  std::string refusal;
};

// Whether an advisory found by name is about this build of the package, and why not. kUnknown: the advisory
// leaves out what decides it (the module of an rpm); kUnknownArchitecture, kUnknownSystem: it is about some only, and
// nothing tells the component's. Neither "affected" nor "clean" would be true.
enum class Relevance {
  kYes,
  kUnknown,
  kUnknownArchitecture,
  kUnknownSystem,
  kOtherModule,
  kOtherPlatform,
  kOtherProduct,
  kOtherArchitecture,
  kOtherSystem
};

// The texts that a relevance rests on, the component's and the advisory's; empty: none.
struct Compared {
  std::string ours, theirs;
};

// Pure and thread-safe.
class Matcher {
 public:
  virtual ~Matcher() = default;
  // As the file is called: "debian".
  virtual std::string_view name() const = 0;
  virtual bool handles(const model::Component& component) const = 0;
  // Only for components that it handles.
  virtual Question ask(const model::Component& component, const model::Subject& subject) const = 0;
  // What else is asked of the same component, where advisories speak of two kinds of names: of what it is built from.
  // Answers count together.
  virtual std::vector<Question> ask_also(const model::Component&, const model::Subject&) const { return {}; }
  virtual Relevance relevance(const model::Component&, const advisory::AffectedView&) const {
    return Relevance::kYes;
  }
  // Where relevance() says kOtherModule, kOtherPlatform or kOtherProduct.
  virtual Compared compared(const model::Component&, const advisory::AffectedView&) const { return {}; }
};

// Every matcher, sorted by file name; the first that handles a component judges it, so no two may handle the
// same. Generated (cmake/registry.cmake) from make_STEM() of each file.
std::vector<std::unique_ptr<Matcher>> all_matchers();

}  // namespace pratique::match
