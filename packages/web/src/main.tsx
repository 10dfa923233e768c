import './app.css'
import { speakChosenLanguage } from './strings/languages.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no element with the id "root".')

await speakChosenLanguage()
const { drawDesk } = await import('./app.tsx')
drawDesk(root)
