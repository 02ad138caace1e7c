# Warnings for our own code; errors in every preset, so that main stays free of them.
add_library(unknot_warnings INTERFACE)
target_compile_options(unknot_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Wconversion -Wno-sign-conversion -Werror)
