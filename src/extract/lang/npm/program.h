// Programs made of a package that lie outside every module folder: "opt/yarn-v1.22.22", what corepack keeps,
// "usr/lib/code-server". npm's own place knows nothing of them, and a scanner that only looks into node_modules
// misses what a base image brings.
//
// The manifest of a project that somebody copied into an image looks alike, and is no package of any registry: its
// name would be taken for that of somebody else's. So the folder must say the same as the manifest:
//   …/NAME-VERSION/, …/NAME-vVERSION/   an unpacked release
//   …/NAME/VERSION/                     what corepack and version managers keep
//   usr/lib/NAME/, usr/share/NAME/, …   where distributions put programs; in opt/NAME/ also a command ("bin")
// and it must not be "private", which npm refuses to publish.
#pragma once

#include <string_view>

namespace pratique::extract::npm {

// By the path of a package.json alone: whether its folder may be one of these.
bool may_be_program(std::string_view path);

// The same of an extension of an editor: ".vscode/extensions/FOLDER/", ".vscode-server/extensions/FOLDER/",
// "usr/lib/code-server/lib/vscode/extensions/FOLDER/".
bool may_be_extension(std::string_view path);

struct ProgramManifest {
  // With its scope.
  std::string_view name;
  std::string_view version;
  bool has_command = false;
};
bool is_program(std::string_view path, const ProgramManifest& manifest);

}  // namespace pratique::extract::npm
