import './app.css'
import { askFirstScreen } from './inbox/ask-first-screen.ts'
import { speakChosenLanguage } from './strings/languages.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root".')

askFirstScreen(location)
await speakChosenLanguage()
const { drawDesk } = await import('./app.tsx')
drawDesk(root)
