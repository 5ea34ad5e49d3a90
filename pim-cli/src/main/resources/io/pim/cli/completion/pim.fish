# Completes pim in fish: pim completion fish > ~/.config/fish/completions/pim.fish

function __pim_complete
    set -l words (commandline -opc)
    set -l program $words[1]
    set -e words[1]
    # fish quotes inserted text, and shows the text after the tab as a description.
    for line in ($program __complete -- $words (commandline -ct | string unescape; or commandline -ct) 2>/dev/null)
        if test "$line" = :files
            __fish_complete_path (commandline -ct)
        else
            printf '%s\n' $line
        end
    end
end

complete -c pim -f -a '(__pim_complete)'
