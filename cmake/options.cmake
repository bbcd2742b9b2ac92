set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)

add_compile_options(-Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wconversion -Wno-sign-conversion
                    -Wno-missing-field-initializers -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # g++ 12 reports these on its own std::string and std::variant at -O2 (GCC bugs 105329, 105562).
  add_compile_options(-Wno-restrict -Wno-maybe-uninitialized -Wno-stringop-overflow -Wno-array-bounds -Wno-dangling-pointer)
endif()

if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12's own std::stable_sort calls a function that it deprecates itself.
  add_compile_options(-Wno-deprecated-declarations)
endif()

if(CMAKE_BUILD_TYPE STREQUAL "Release")
  set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")
endif()

if(PRATIQUE_SANITIZE)
  add_compile_options(-fsanitize=${PRATIQUE_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${PRATIQUE_SANITIZE})
  add_compile_definitions(PRATIQUE_SANITIZED)
endif()
if(PRATIQUE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

# The fastest linker that is there: a link is most of a rebuild after one changed file.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  find_program(LINKER NAMES ld.lld-19 ld.lld)
  if(LINKER)
    add_link_options(--ld-path=${LINKER})
  endif()
else()
  find_program(LINKER NAMES mold)
  if(LINKER)
    add_link_options(-fuse-ld=mold)
  endif()
endif()
find_package(Threads REQUIRED)
link_libraries(Threads::Threads)
