# Completes `remit` and `remit-sim` in fish: remit completion fish | source
function __remit_candidates
    set -l words (commandline -opc)
    set -l token (commandline -ct)
    set -l last (string unescape -- "$token"; or string trim --left --chars '"\'' -- "$token")
    set -l below
    if string match -q -- '*remit-sim' $words[1]
        set below sim
    end
    for line in (command remit __complete $below $words[2..] "$last" 2>/dev/null)
        if string match -q -- '*:files' $line
            __fish_complete_path "$last"
        else
            printf '%s\n' $line
        end
    end
end
complete -c remit -f -a '(__remit_candidates)'
complete -c remit-sim -f -a '(__remit_candidates)'
