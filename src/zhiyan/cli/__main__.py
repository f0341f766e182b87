from zhiyan.cli.main import main

main()
