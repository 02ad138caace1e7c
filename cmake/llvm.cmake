# LLVM 22 for unknot-clang, linked dynamically: Debian ships no libclang-cpp.so development link, so it is named by path,
# and the exported CMake targets would pull in the static libraries a second time.
set(UNKNOT_LLVM_ROOT /usr/lib/llvm-22 CACHE PATH "Root of the LLVM 22 installation")
find_library(UNKNOT_LIBLLVM NAMES LLVM-22 LLVM PATHS ${UNKNOT_LLVM_ROOT}/lib NO_DEFAULT_PATH REQUIRED)
find_file(UNKNOT_LIBCLANG_CPP NAMES libclang-cpp.so.22.1 PATHS ${UNKNOT_LLVM_ROOT}/lib NO_DEFAULT_PATH REQUIRED)

add_library(unknot_llvm INTERFACE)
target_include_directories(unknot_llvm SYSTEM INTERFACE ${UNKNOT_LLVM_ROOT}/include)
target_compile_definitions(unknot_llvm INTERFACE
  UNKNOT_CLANG_RESOURCE_DIR="${UNKNOT_LLVM_ROOT}/lib/clang/22" __STDC_LIMIT_MACROS __STDC_CONSTANT_MACROS)
target_compile_options(unknot_llvm INTERFACE -Wno-unused-parameter -Wno-conversion)
target_link_libraries(unknot_llvm INTERFACE ${UNKNOT_LIBCLANG_CPP} ${UNKNOT_LIBLLVM} Threads::Threads)
