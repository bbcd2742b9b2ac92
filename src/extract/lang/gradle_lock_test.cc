#include <gtest/gtest.h>

#include "support/parsed.h"

namespace pratique::extract {
std::unique_ptr<Extractor> make_gradle_lock();

namespace {

using testing::parsed;

TEST(GradleLock, ConfigurationsTellWhatItIsFor) {
  EXPECT_EQ(parsed(make_gradle_lock(), "app/gradle.lockfile",
                   "# This is a Gradle generated file for dependency locking.\r\n"
                   "com.example:core:2.9.1=compileClasspath, runtimeClasspath,testRuntimeClasspath\r\n"
                   "com.example:lombok:1.18.0=annotationProcessor,compileClasspath\r\n"
                   "com.example:web:1.0=productionRuntimeClasspath\r\n"
                   "junit:junit:4.13=testCompileClasspath,testRuntimeClasspath\r\n"
                   "empty=testAnnotationProcessor\r\n"),
            "declared pkg:maven/com.example/core@2.9.1\n"
            "declared pkg:maven/com.example/lombok@1.18.0 build\n"
            "declared pkg:maven/com.example/web@1.0\n"
            "declared pkg:maven/junit/junit@4.13 dev\n");
  EXPECT_EQ(parsed(make_gradle_lock(), "buildscript-gradle.lockfile", "g:plugin:1=classpath\nempty=\n"),
            "declared pkg:maven/g/plugin@1 build\n");
}

TEST(GradleLock, OddLinesAreToldOfAndTheRestStays) {
  EXPECT_EQ(
      parsed(make_gradle_lock(), "gradle.lockfile", "a:b=x\n:b:1=x\ng:a:1=\ng:c:1\n<<<<<<< HEAD\ng::1=x\n"),
      "declared pkg:maven/g/a@1\n"
      "note unreadable: 5 packages left out: no group, name and version: a:b\n");
  EXPECT_EQ(parsed(make_gradle_lock(), "gradle.lockfile", "\n"), "error: empty file");
  EXPECT_TRUE(
      parsed(make_gradle_lock(), "gradle.lockfile", std::string_view("a\0b", 3)).starts_with("error: "));
  EXPECT_EQ(parsed(make_gradle_lock(), "gradle.lockfile", "empty=\n"), "");
}

TEST(GradleLock, NumberOfPackagesHasALimit) {
  std::string text;
  for (int i = 0; i < 50'010; ++i) text += "g:p" + std::to_string(i) + ":1=x\n";
  EXPECT_TRUE(parsed(make_gradle_lock(), "gradle.lockfile", text)
                  .ends_with("note limit: more than 50000 packages; the rest was not read\n"));
}

}  // namespace
}  // namespace pratique::extract
