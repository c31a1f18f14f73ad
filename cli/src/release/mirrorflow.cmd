@echo off
rem Starts MirrorFlow as released. MIRRORFLOW_JAVA_OPTS holds options for the Java virtual machine.
setlocal
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java.exe"
"%java%" -XX:+UseSerialGC --add-modules jdk.incubator.vector -Dmirrorflow.terminal=false %MIRRORFLOW_JAVA_OPTS% -cp "%~dp0..\lib\*" org.mirrorflow.cli.Main %*
