# Completions of unknot for fish; made by `unknot --generate fish`.

function __unknot_value
    string replace -r '^--[a-z-]+=' '' -- (commandline -ct)
end

# Globs by comma, each with or without a minus.
function __unknot_globs
    set -l before (string match -r '^(?:.*,)?-?' -- (__unknot_value))
    for name in '*' $argv
        echo $before$name
    end
end

# A word, or a word and a file behind a colon.
function __unknot_word_and_file
    set -l parts (string split -m 1 : -- (__unknot_value))
    if set -q parts[2]
        __fish_complete_path $parts[2] | string replace -r '^' $parts[1]:
    else
        printf '%s\n' $argv
    end
end

set -g __unknot_checks include-cycle include-cycle/own-implementation include-cycle/not-shown include-cycle/unknown module-cycle module-cycle/not-shown module-cycle/unknown import-cycle import-cycle/fails-always import-cycle/fails-for-some import-cycle/main-twice import-cycle/failing-line import-cycle/masked import-cycle/fragile import-cycle/benign import-cycle/deferred import-cycle/unknown typing-name-evaluated folder-cycle folder-cycle/grew component-cycle component-cycle/grew symbol-cycle symbol-cycle/grew layer-violation layer-violation/no-unit layer-violation/uncovered layer-violation/stale-exception self-include self-include/x-macro self-include/not-shown unused-include unused-include/nothing unused-include/indirect order-dependent-include not-self-contained context-leak context-leak/some-paths context-leak/on-exception context-leak/pushed-context context-leak/resource-in-g context-leak/outlives-request context-leak/made-per-request context-leak/thread-registry context-leak/unclosed-session context-leak/plain-value context-leak/overwritten teardown-skipped teardown-skipped/behind-yield teardown-skipped/client-gone teardown-skipped/upgraded teardown-skipped/failed-test teardown-skipped/release-outside-teardown teardown-skipped/narrower-scope teardown-unguarded teardown-unguarded/failed-setup teardown-unguarded/alone teardown-unguarded/store teardown-unguarded/missing-entry teardown-unguarded/twice connection-leak connection-leak/refused connection-leak/work-per-connection connection-leak/other-key connection-leak/on-exception thread-bound-context thread-bound-context/across-await unbalanced-push unbalanced-push/by-exception unbalanced-push/never-popped unbalanced-push/dropped unbalanced-push/not-restored unbalanced-push/sticky-stream mined-pair test-state-leak test-state-leak/alone test-state-leak/setup-raises test-state-leak/setup-ends test-state-leak/early-return hook-overwritten hook-misplaced hook-misplaced/registered-in-request hook-misplaced/second-app hook-misplaced/returns-value hook-misplaced/login-required context-outside context-outside/thread-or-task context-outside/generator context-outside/stream-order context-outside/copied-request context-outside/import-time context-outside/unset-in-handler query-in-loop query-in-loop/lazy-relationship query-in-loop/query-in-body query-in-loop/commit-in-loop server-settings server-settings/blocking-driver server-settings/debug-in-run server-settings/development-server server-settings/eventlet-worker server-settings/factory-not-called server-settings/long-timeout server-settings/no-effect server-settings/no-harakiri server-settings/no-lazy-apps server-settings/no-jitter server-settings/no-master server-settings/no-threads server-settings/preload-fork server-settings/single-worker server-settings/unknown-name socket-settings socket-settings/any-origin socket-settings/blocking-handler socket-settings/debug-in-run socket-settings/leaves-anyway socket-settings/mode-and-worker socket-settings/no-message-queue socket-settings/no-websockets socket-settings/option-in-run socket-settings/queue-without-patch socket-settings/several-workers socket-settings/unknown-option socket-settings/unsafe-server extension-settings extension-settings/debugging-in-production extension-settings/ignored-pool-key extension-settings/late-assignment extension-settings/pool-of-sqlite extension-settings/pool-too-small extension-settings/queries-not-recorded extension-settings/static-too extension-settings/too-many-connections extension-settings/track-modifications extension-settings/user-loader removed-api removed-api/commit-on-teardown removed-api/debug-queries removed-api/disconnect-reason removed-api/removed-name removed-api/removed-setting suppression suppression/unused suppression/no-reason suppression/unknown-check suppression/stale-baseline

complete -c unknot -f
complete -c unknot -n '__fish_use_subcommand' -a check -d 'find knots and loose ends'
complete -c unknot -n '__fish_use_subcommand' -a untangle -d 'the plan out of a tangle: which lines to cut, which files to move, what each step buys'
complete -c unknot -n '__fish_use_subcommand' -a fix -d 'make the safe edits out of include tangles, verified by the compiler, and of imports that fail, verified by simulation'
complete -c unknot -n '__fish_use_subcommand' -a baseline -d 'write down what is known, so that only what is new counts'
complete -c unknot -n '__fish_use_subcommand' -a graph -d 'the dependency graph, or only its tangles, as a picture or data'
complete -c unknot -n '__fish_use_subcommand' -a why -d 'the shortest dependency path from A to B'
complete -c unknot -n '__fish_use_subcommand' -a init -d 'write a commented unknot.json for the project that is found'
complete -c unknot -n '__fish_use_subcommand' -a doctor -d 'what was found: database, commands, missing headers, unreached files'
complete -c unknot -n '__fish_use_subcommand' -a explain -d 'the page of one check'
complete -c unknot -n '__fish_use_subcommand' -a list -d 'all checks, a line each'
complete -c unknot -n '__fish_use_subcommand' -a dump -d 'what was read, as text, for tests and for curious people'
complete -c unknot -n '__fish_use_subcommand' -s h -l help -d 'this help'
complete -c unknot -n '__fish_use_subcommand' -l version -d 'the version'
complete -c unknot -n '__fish_use_subcommand' -l generate -x -a 'man markdown bash zsh fish' -d 'the man page, docs/cli.md or a shell\'s completions, on standard output'

complete -c unknot -n '__fish_seen_subcommand_from check' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from check' -l checks -x -a '(__unknot_globs $__unknot_checks)' -d 'which checks, as globs: \'-*,include-cycle\''
complete -c unknot -n '__fish_seen_subcommand_from check' -l format -x -a '(__unknot_word_and_file text json sarif dot mermaid github gitlab junit markdown)' -d 'how to report, and where to (default: text)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l fail-on -x -a 'error warning note never' -d 'least severity for exit code 1 (default: warning)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l min-severity -x -a 'error warning note' -d 'least severity that is shown (default: note)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l changed-since -x -d 'compare with a revision: only what is new decides the exit code'
complete -c unknot -n '__fish_seen_subcommand_from check' -l staged -d 'judge what is staged, compared with HEAD'
complete -c unknot -n '__fish_seen_subcommand_from check' -l baseline -r -F -d 'what is known already (default: `baseline` of the configuration)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l evidence -d 'say of each edge what it is for: unused, name-only, move-to-source, inherent'
complete -c unknot -n '__fish_seen_subcommand_from check' -l fixes -d 'work out the edits of `unknot fix` and show them with the findings'
complete -c unknot -n '__fish_seen_subcommand_from check' -l allow-incomplete -d 'exit 0, not 3, where something could not be read'
complete -c unknot -n '__fish_seen_subcommand_from check' -l color -x -a 'auto always never' -d 'colours on standard output (default: auto)'
complete -c unknot -n '__fish_seen_subcommand_from check' -s q -l quiet -d 'no remarks on standard error'
complete -c unknot -n '__fish_seen_subcommand_from check' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from check' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from check' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from check' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from check' -F

complete -c unknot -n '__fish_seen_subcommand_from untangle' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l format -x -a '(__unknot_word_and_file text json contract)' -d 'how to write it, and where to (default: text)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l view -x -a 'siblings flat components' -d 'which folders are compared (default: siblings)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l keep -x -a 'A..B' -d 'this dependency stays: \'ui/..core/\''
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l remove -x -a 'A..B' -d 'this dependency goes'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l no-moves -d 'only lines to cut, no files to move'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l evidence -d 'say of each edge what it is for: unused, name-only, move-to-source, inherent'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l bytes -d 'measure the preprocessed text that each step saves'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l apply-to -x -a '(__fish_complete_directories (__unknot_value))' -d 'carry the plan out in a copy of the project'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l steps -x -d 'with --apply-to: only the first N steps'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from untangle' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from untangle' -F

complete -c unknot -n '__fish_seen_subcommand_from fix' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l dry-run -d 'print the diff and write nothing'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l force -d 'write where git does not hold what is in the files'
complete -c unknot -n '__fish_seen_subcommand_from fix' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from fix' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from fix' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from fix' -F

complete -c unknot -n '__fish_seen_subcommand_from baseline' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -l baseline -r -F -d 'the file (default: that of the configuration, else unknot-baseline.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from baseline' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from baseline' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from baseline; and not __fish_seen_subcommand_from write prune' -a 'write prune'
complete -c unknot -n '__fish_seen_subcommand_from baseline; and __fish_seen_subcommand_from write prune' -F

complete -c unknot -n '__fish_seen_subcommand_from graph' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l format -x -a '(__unknot_word_and_file dot svg mermaid json)' -d 'how to write it, and where to (default: dot)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l all -d 'every file, not only the tangles'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l cycles -d 'only the tangles'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l level -x -a 'file folder component symbol class namespace' -d 'what a box is (default: file)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l evidence -d 'say of each edge what it is for: unused, name-only, move-to-source, inherent'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l focus -r -F -d 'only what PATH needs and what needs it'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l depth -x -d 'how many steps from --focus (default: 1)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from graph' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from graph' -F

complete -c unknot -n '__fish_seen_subcommand_from why' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from why' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from why' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from why' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from why' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from why' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from why' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from why' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from why' -F
complete -c unknot -n '__fish_seen_subcommand_from why' -F

complete -c unknot -n '__fish_seen_subcommand_from init' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from init' -l force -d 'replace an unknot.json that is there'
complete -c unknot -n '__fish_seen_subcommand_from init' -a '(__fish_complete_directories (__unknot_value))'

complete -c unknot -n '__fish_seen_subcommand_from doctor' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from doctor' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from doctor' -F

complete -c unknot -n '__fish_seen_subcommand_from explain' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from explain' -a '$__unknot_checks'

complete -c unknot -n '__fish_seen_subcommand_from list' -s h -l help -d 'this help'

complete -c unknot -n '__fish_seen_subcommand_from dump' -s h -l help -d 'this help'
complete -c unknot -n '__fish_seen_subcommand_from dump' -s p -l build -x -a '(__fish_complete_directories (__unknot_value))' -d 'folder with compile_commands.json (default: the usual places)'
complete -c unknot -n '__fish_seen_subcommand_from dump' -l config -r -F -d 'configuration (default: unknot.json in the root)'
complete -c unknot -n '__fish_seen_subcommand_from dump' -l cache -x -a 'off (__fish_complete_directories (__unknot_value))' -d 'where to keep facts between runs, or \'off\''
complete -c unknot -n '__fish_seen_subcommand_from dump' -s j -l jobs -x -d 'processes side by side (default: one for each processor)'
complete -c unknot -n '__fish_seen_subcommand_from dump' -l query-driver -x -d 'glob of compilers that may be run, to ask for their system headers'
complete -c unknot -n '__fish_seen_subcommand_from dump' -l extractor -r -F -d 'path of unknot-clang (default: beside unknot, then PATH)'
complete -c unknot -n '__fish_seen_subcommand_from dump' -l timeout -x -d 'seconds that one unit may take (default: 60)'
complete -c unknot -n '__fish_seen_subcommand_from dump; and not __fish_seen_subcommand_from facts program functions hooks imports' -a 'facts program functions hooks imports'
complete -c unknot -n '__fish_seen_subcommand_from dump; and __fish_seen_subcommand_from facts program functions hooks imports' -F
