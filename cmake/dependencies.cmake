# Third-party libraries (docs/decisions/0001-dependencies.md). A module names those it uses in src/CMakeLists.txt.
find_package(PkgConfig REQUIRED)

# dependency(NAME PKGCONFIG): target dep::NAME from a pkg-config module, its headers not subject to our warnings.
function(dependency name module)
  pkg_check_modules(${name} QUIET REQUIRED IMPORTED_TARGET ${module})
  add_library(dep_${name} INTERFACE)
  target_link_libraries(dep_${name} INTERFACE PkgConfig::${name})
  add_library(dep::${name} ALIAS dep_${name})
endfunction()

dependency(archive libarchive)
dependency(crypto libcrypto)
dependency(deflate libdeflate)
dependency(fmt fmt)
dependency(hyperscan libhs)
dependency(isal libisal)
dependency(lz4 liblz4)
dependency(lzma liblzma)
dependency(pugixml pugixml)
dependency(re2 re2)
dependency(seccomp libseccomp)
dependency(simdjson simdjson)
dependency(sqlite sqlite3)
dependency(utf8proc libutf8proc)
dependency(xxhash libxxhash)
dependency(yaml yaml-0.1)
dependency(zstd libzstd)

find_library(BOOST_JSON_LIBRARY boost_json REQUIRED)
add_library(dep_boost_json INTERFACE)
target_link_libraries(dep_boost_json INTERFACE ${BOOST_JSON_LIBRARY})
add_library(dep::boost_json ALIAS dep_boost_json)

# Debian's libbz2 has no pkg-config module.
find_library(BZIP2_LIBRARY bz2 REQUIRED)
add_library(dep_bzip2 INTERFACE)
target_link_libraries(dep_bzip2 INTERFACE ${BZIP2_LIBRARY})
add_library(dep::bzip2 ALIAS dep_bzip2)

find_package(GTest REQUIRED)
find_library(RAPIDCHECK_LIBRARY rapidcheck REQUIRED)
add_library(dep_rapidcheck INTERFACE)
target_link_libraries(dep_rapidcheck INTERFACE ${RAPIDCHECK_LIBRARY})
add_library(dep::rapidcheck ALIAS dep_rapidcheck)

# Its headers only: the program loads the library when the network is first needed (src/net/curl_library.h).
pkg_check_modules(curl QUIET REQUIRED libcurl)
add_library(dep_curl_headers INTERFACE)
target_include_directories(dep_curl_headers SYSTEM INTERFACE ${curl_INCLUDE_DIRS})
target_link_libraries(dep_curl_headers INTERFACE ${CMAKE_DL_LIBS})
add_library(dep::curl_headers ALIAS dep_curl_headers)

# Its headers only: the program loads the library when an OpenPGP signature is first verified (src/openpgp/rnp_library.h).
pkg_check_modules(rnp QUIET REQUIRED librnp)
add_library(dep_rnp_headers INTERFACE)
target_include_directories(dep_rnp_headers SYSTEM INTERFACE ${rnp_INCLUDE_DIRS})
target_link_libraries(dep_rnp_headers INTERFACE ${CMAKE_DL_LIBS})
add_library(dep::rnp_headers ALIAS dep_rnp_headers)

# Its header only: the library that reads the Public Suffix List is loaded when a registry names a token server
# (src/oci/registry/realm.cc).
pkg_check_modules(psl QUIET REQUIRED libpsl)
add_library(dep_psl_headers INTERFACE)
target_include_directories(dep_psl_headers SYSTEM INTERFACE ${psl_INCLUDE_DIRS})
target_link_libraries(dep_psl_headers INTERFACE ${CMAKE_DL_LIBS})
add_library(dep::psl_headers ALIAS dep_psl_headers)
