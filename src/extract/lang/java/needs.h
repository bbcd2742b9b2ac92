// Which of the jars in an image a project means by what its pom.xml says that it needs. Which one a class loader takes is
// the application's affair; what lies nearest is taken for it: in the same archive, in the same folder, in a folder
// below that of whoever needs it, or the only one of its name in the image.
#pragma once

#include <vector>

#include "extract/extractor.h"

namespace pratique::extract::java {

// assemble() of Java archives: their components, and edges between them.
void assemble(const Records& records, Assembly& out);

}  // namespace pratique::extract::java
