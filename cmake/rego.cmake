# The Rego engine: src/policy/rego/engine, a crate of ours around regorus, as the static library dep::rego.
#
# Built by cargo once, with the versions of its Cargo.lock, into build/rego beside the presets' folders, which share it:
# sanitizers look at our C++, and a rebuild costs nothing. Debian's compiler (rustc-web, cargo-web) is taken where it is there,
# whatever a toolchain of the user's own on PATH would be; RUSTC is named, because cargo would look for it on PATH.
find_program(PRATIQUE_CARGO cargo PATHS /usr/bin NO_DEFAULT_PATH)
find_program(PRATIQUE_CARGO cargo REQUIRED)
get_filename_component(cargo_folder "${PRATIQUE_CARGO}" DIRECTORY)
find_program(PRATIQUE_RUSTC rustc PATHS "${cargo_folder}" NO_DEFAULT_PATH REQUIRED)
set(PRATIQUE_REGO_TARGET "${CMAKE_SOURCE_DIR}/build/rego" CACHE PATH "where cargo keeps what it builds")

set(rego_crate "${CMAKE_SOURCE_DIR}/src/policy/rego/engine")
set(rego_library "${PRATIQUE_REGO_TARGET}/release/libpratique_rego.a")
file(GLOB rego_sources CONFIGURE_DEPENDS "${rego_crate}/src/*.rs")
add_custom_command(
  OUTPUT "${rego_library}"
  COMMAND "${CMAKE_COMMAND}" -E env "RUSTC=${PRATIQUE_RUSTC}" "${PRATIQUE_CARGO}" build --locked --release --quiet
          --manifest-path "${rego_crate}/Cargo.toml" --target-dir "${PRATIQUE_REGO_TARGET}"
  # Cargo leaves the library alone when nothing changed in it; the build system goes by its time.
  COMMAND "${CMAKE_COMMAND}" -E touch "${rego_library}"
  DEPENDS "${rego_crate}/Cargo.toml" "${rego_crate}/Cargo.lock" ${rego_sources}
  COMMENT "Building the Rego engine (some minutes, once)"
  VERBATIM)
add_custom_target(rego_engine DEPENDS "${rego_library}")
add_library(rego_library STATIC IMPORTED GLOBAL)
set_target_properties(rego_library PROPERTIES IMPORTED_LOCATION "${rego_library}")
add_dependencies(rego_library rego_engine)
add_library(dep::rego INTERFACE IMPORTED GLOBAL)
target_link_libraries(dep::rego INTERFACE rego_library ${CMAKE_DL_LIBS} m)
