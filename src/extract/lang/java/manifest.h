// The two small text formats inside a jar that name it: META-INF/MANIFEST.MF (JAR File Specification, "JAR
// Manifest") and pom.properties, which Maven's archiver writes (java.util.Properties). Both readers take any
// text and never fail: a line that makes no sense is skipped. Keys and values are hostile text.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace pratique::extract::java {

// Attributes of the main section by lower-case name; of doubles the last.
class Manifest {
 public:
  Manifest() = default;
  explicit Manifest(std::string_view text);

  // The value without blanks at its ends; "" when there is none, or when it is a template that was never
  // filled in ("${x}").
  std::string_view operator[](std::string_view lower_case_name) const;
  // The same without OSGi directives: "org.foo;singleton:=true" is "org.foo".
  std::string_view plain(std::string_view lower_case_name) const;

 private:
  std::map<std::string, std::string, std::less<>> attributes_;
};

// "key=value", "key: value" and "key value" lines, with continuation lines and escapes; of doubles the last.
std::map<std::string, std::string> parse_properties(std::string_view text);

}  // namespace pratique::extract::java
