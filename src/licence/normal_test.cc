#include "licence/normal.h"

#include <gtest/gtest.h>

#include "licence/expression.h"

namespace pratique::licence {
namespace {

struct Case {
  const char* declared;
  const char* expression;
};

TEST(Normal, WhatPackagesWriteIsTheLicenceThatTheyMean) {
  const Case cases[] = {
      // The list's own words.
      {"MIT", "MIT"},
      {"mit", "MIT"},
      {"Apache License 2.0", "Apache-2.0"},
      {"GNU General Public License v2.0 only", "GPL-2.0-only"},
      {"(MIT OR CC0-1.0)", "(MIT OR CC0-1.0)"},
      // Free words.
      {"Apache 2", "Apache-2.0"},
      {"Apache License, Version 2.0", "Apache-2.0"},
      {"The Apache Software License, Version 2.0", "Apache-2.0"},
      {"ASL 2.0", "Apache-2.0"},
      {"The MIT License", "MIT"},
      {"MIT/X11", "MIT"},
      {"BSD 3-Clause \"New\" or \"Revised\" License", "BSD-3-Clause"},
      {"New BSD License", "BSD-3-Clause"},
      {"BSD", "LicenseRef-BSD-unspecified"},
      {"public-domain", "LicenseRef-public-domain"},
      // Trove classifiers.
      {"License :: OSI Approved :: Apache Software License", "Apache-2.0"},
      {"License :: OSI Approved :: GNU General Public License v2 or later (GPLv2+)", "GPL-2.0-or-later"},
      {"License :: OSI Approved :: MIT License", "MIT"},
      // DEP-5 and common-licenses.
      {"GPL-2+", "GPL-2.0-or-later"},
      {"GPL-2", "GPL-2.0-only"},
      {"GPL", "GPL-1.0-or-later"},
      {"LGPL-2.1+", "LGPL-2.1-or-later"},
      {"Expat", "MIT"},
      {"Artistic", "Artistic-1.0-Perl"},
      {"GFDL-NIV-1.3+", "GFDL-1.3-no-invariants-or-later"},
      {"BSD-3-clause", "BSD-3-Clause"},
      {"GPL-2+ or Artistic-2.0, and BSD-3-clause", "(GPL-2.0-or-later OR Artistic-2.0) AND BSD-3-Clause"},
      {"GPL-2 with Linux-syscall-note exception", "GPL-2.0-only WITH Linux-syscall-note"},
      {"BSD-3-clause~Google and Expat", "BSD-3-Clause AND MIT"},
      {"BSD-3-clause and/or GPL-3+", "BSD-3-Clause AND GPL-3.0-or-later"},
      {"GPL-3+-WITH-BISON-EXCEPTION", "GPL-3.0-or-later WITH Bison-exception-2.2"},
      {"public-domain-md5", "LicenseRef-public-domain"},
      {"public-domain and GPL-2+", "LicenseRef-public-domain AND GPL-2.0-or-later"},
      // rpm's short names, Alpine, Cargo, CRAN, gems.
      {"GPLv2+ and LGPLv2+ and MIT", "GPL-2.0-or-later AND LGPL-2.0-or-later AND MIT"},
      {"MPLv2.0", "MPL-2.0"},
      {"MIT/Apache-2.0", "MIT OR Apache-2.0"},
      {"GPL (>= 2)", "GPL-2.0-or-later"},
      {"GPL-2.0-or-later AND (BSD-2-Clause OR MIT)", "GPL-2.0-or-later AND (BSD-2-Clause OR MIT)"},
      {"GPL+ or Artistic", "GPL-1.0-or-later OR Artistic-1.0-Perl"},
      {"MIT, BSD-2-Clause", "MIT AND BSD-2-Clause"},
      {"perl5 and MIT", "(GPL-1.0-or-later OR Artistic-1.0-Perl) AND MIT"},
      {"MIT and (GPLv2 or GPLv3)", "MIT AND (GPL-2.0-only OR GPL-3.0-only)"},
      // Addresses.
      {"http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"},
      {"https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"},
      {"http://www.eclipse.org/legal/epl-v10.html", "EPL-1.0"},
      // Nothing.
      {"", ""},
      {"UNKNOWN", ""},
      {"SEE LICENSE IN LICENSE.txt", "LicenseRef-SEE-LICENSE-IN-LICENSE.txt-0"},
  };
  for (const auto& each : cases) {
    const auto found = normal(each.declared).expression;
    if (std::string_view(each.expression).starts_with("LicenseRef-SEE")) {
      EXPECT_TRUE(found.starts_with("LicenseRef-SEE-LICENSE-IN-")) << found;
      continue;
    }
    EXPECT_EQ(found, each.expression) << each.declared;
  }
}

TEST(Normal, AnUnknownExceptionIsNotLost) {
  const auto found = normal("GPL-2+ with OpenSSL exception");
  ASSERT_EQ(found.references.size(), 1u);
  EXPECT_EQ(found.references[0].second, "GPL-2+ with OpenSSL exception");
  EXPECT_EQ(found.expression, found.references[0].first);
}

TEST(Normal, TextsThatNobodyKnowsKeepTheirWordsAndNeverShareAName) {
  const auto a = normal("Acme Licence, 2 copies"), b = normal("Acme Licence; 2 copies");
  EXPECT_TRUE(is_expression(a.expression)) << a.expression;
  ASSERT_FALSE(a.references.empty());
  EXPECT_EQ(a.references[0].second, "Acme Licence");
  EXPECT_NE(normal("Acme one").expression, normal("Acme-one").expression);
  EXPECT_EQ(a.references[0].first, b.references[0].first);
}

TEST(Normal, ALicenceTextIsOneReference) {
  std::string prose;
  for (int i = 0; i < 40; ++i) prose += "permission is hereby granted and without limitation or charge, ";
  const auto found = normal(prose);
  EXPECT_EQ(found.references.size(), 1u);
  EXPECT_EQ(normal(std::string(100'000, '(')).references.size(), 1u);
}

TEST(Normal, WhateverIsWrittenTheAnswerIsAnExpression) {
  const char* const texts[] = {"(((",     ")",    "and",      "or or",    "MIT or",      "MIT/", "//",
                               "http://", "with", "GPL with", "MIT (",    "a/b/c",       ",,,",  "MIT AND",
                               "+",       ">=",   "\xff\xfe", "MIT\tISC", "GPL-2+ with", "|",    "MIT)"};
  for (const auto* text : texts) {
    const auto found = normal(text);
    EXPECT_TRUE(found.expression.empty() || is_expression(found.expression))
        << text << ": " << found.expression;
    for (const auto& [name, words] : found.references) EXPECT_NE(words, "") << text;
  }
}

TEST(Normal, FieldsOfOnePackageHoldTogether) {
  EXPECT_EQ(normal_of_all({"MIT", "GPL-2+ or MIT", "Expat", "UNKNOWN"}).expression,
            "(GPL-2.0-or-later OR MIT) AND MIT");
}

TEST(Normal, EveryIdentifierAndNameOfTheListIsKnown) {
  for (const auto& row : listed()) {
    EXPECT_EQ(normal(row.id).expression, current(row.id)) << row.id;
    const auto named = row.name.empty() ? row.id : row.name;
    EXPECT_EQ(normal(named).expression, current(row.id)) << named;
  }
}

}  // namespace
}  // namespace pratique::licence
