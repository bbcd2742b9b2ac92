#include "extract/lang/python/marker.h"

#include <gtest/gtest.h>

#include <string>

namespace pratique::extract::python {
namespace {

TEST(PythonMarker, WhatIsKnownOfALinuxImageDecides) {
  for (const auto* marker : {"sys_platform == 'win32'", "'nt' == os_name", "platform_system != \"Linux\"",
                             "sys_platform in 'win32 cygwin'", "'linux' not in sys_platform",
                             "sys_platform=='win32' or sys_platform=='darwin'",
                             "sys_platform=='win32' and (python_version>'3' or python_version<'2')",
                             "extra == 'x'", "(extra == 'a' or extra == 'b') and python_version > '3'",
                             "((os_name != 'posix'))", "os.name == 'nt'"})
    EXPECT_EQ(holds(marker), Holds::kNo) << marker;
  for (const auto* marker : {"sys_platform == 'linux'", "os_name=='posix'", "sys_platform != 'win32'",
                             "'win32' != sys_platform", "sys_platform == 'linux' or python_version < '3'"})
    EXPECT_EQ(holds(marker), Holds::kYes) << marker;
  for (const auto* marker :
       {"python_version < '3'", "platform_machine == 'arm64'", "implementation_name == 'pypy'",
        "sys_platform == 'win32' or python_version < '3'", "os_name == 'posix' and python_version ~= '3.8'"})
    EXPECT_EQ(holds(marker), Holds::kPerhaps) << marker;
}

TEST(PythonMarker, TheVersionOfPythonIsComparedAsAVersion) {
  const MarkerEnvironment env{.python = "3.11"};
  for (const auto* marker :
       {"python_version >= '3.9'", "python_version < '4'", "'3.11' == python_version",
        "python_version in '3.10 3.11'", "python_version != '3.9'", "python_version <= '3.11.0'"})
    EXPECT_EQ(holds(marker, env), Holds::kYes) << marker;
  for (const auto* marker : {"python_version < '3.9'", "python_version == '2.7'", "python_version > '3.11'"})
    EXPECT_EQ(holds(marker, env), Holds::kNo) << marker;
  EXPECT_EQ(holds("python_version == '3.*'", env), Holds::kYes);
  EXPECT_EQ(holds("python_version != '3.*'", env), Holds::kNo);
  EXPECT_EQ(holds("python_version ~= '3.8'", env), Holds::kYes);
  EXPECT_EQ(holds("python_version ~= '2.7'", env), Holds::kNo);
  // Of 3.11.0 and of all behind it, or of some.
  EXPECT_EQ(holds("python_full_version < '3.8.1'", env), Holds::kNo);
  EXPECT_EQ(holds("python_full_version < '3.11.1'", env), Holds::kPerhaps);
}

TEST(PythonMarker, WhatIsNoMarkerIsTold) {
  for (const auto* marker :
       {"", "python_version", "nonsense == '1'", "python_version >", "'a' 'b'", "(os_name == 'nt'",
        "os_name == 'nt' and", "os_name == 'nt", "os_name == 'nt') ", "os_name not 'nt'"})
    EXPECT_FALSE(holds(marker).has_value()) << marker;
  EXPECT_FALSE(holds(std::string(100'000, '(')).has_value());
}

}  // namespace
}  // namespace pratique::extract::python
