# pratique_module(NAME [DEPENDS modules...] [LIBRARIES third-party...] [TEST_LIBRARIES ...] [GENERATED files...])
#
# Makes of the folder src/NAME (and its subfolders) the static library pratique_NAME and, if there are any *_test.cc, the
# test program NAME_test, whose cases are ctests named NAME.Suite.Case. The files are globbed and sorted.
function(pratique_module name)
  cmake_parse_arguments(arg "" "" "DEPENDS;LIBRARIES;TEST_LIBRARIES;GENERATED" ${ARGN})
  file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/${name}/*.cc")
  list(SORT sources)
  set(tests ${sources})
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  if(NOT sources AND NOT arg_GENERATED)
    add_library(pratique_${name} INTERFACE)
    set(scope INTERFACE)
  else()
    add_library(pratique_${name} STATIC ${sources} ${arg_GENERATED})
    set(scope PUBLIC)
  endif()
  target_include_directories(pratique_${name} ${scope} "${CMAKE_SOURCE_DIR}/src")
  foreach(dependency ${arg_DEPENDS})
    target_link_libraries(pratique_${name} ${scope} pratique_${dependency})
  endforeach()
  target_link_libraries(pratique_${name} ${scope} ${arg_LIBRARIES})
  if(tests)
    add_executable(${name}_test ${tests})
    target_link_libraries(${name}_test PRIVATE pratique_${name} pratique_testing ${arg_TEST_LIBRARIES} GTest::gtest_main)
    pratique_discover(${name}_test ${name})
  endif()
endfunction()

# Every case of a GoogleTest program becomes a ctest, listed when ctest runs. Tests find testdata/ beside their source by
# its path from the project's root, so they run there; ../shared is found by PRATIQUE_SHARED.
function(pratique_discover target prefix)
  include(GoogleTest)
  gtest_discover_tests(${target} TEST_PREFIX "${prefix}." WORKING_DIRECTORY "${CMAKE_SOURCE_DIR}" DISCOVERY_MODE PRE_TEST
                       NO_PRETTY_VALUES PROPERTIES TIMEOUT 300)
endfunction()
